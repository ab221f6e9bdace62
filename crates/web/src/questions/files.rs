//! Files in a form: those that are there, and where another is sent to.

use super::ask::{Paper, anchor};

/// The files of a question.
#[derive(Debug)]
pub(super) struct FileList {
    /// The id of the field for another file: where the list of errors leads.
    pub id: String,
    /// The name of the question's fields: `a.plan`.
    pub name: String,
    /// The key of the question.
    pub key: String,
    pub label: String,
    pub hint: Option<String>,
    pub error: Option<String>,
    pub is_optional: bool,
    /// Those that are there.
    pub files: Vec<FileView>,
    /// The most.
    pub most: u32,
    /// Where another is sent to; `None` where none can be sent.
    pub upload: Option<String>,
    /// Where those that are there are fetched: `{fetch}/{id}`.
    pub fetch: Option<String>,
}

/// A file that is there.
#[derive(Debug)]
pub(super) struct FileView {
    pub index: usize,
    pub id: String,
    pub name: String,
    pub bytes: String,
    pub media_type: String,
    pub size: String,
}

impl FileList {
    pub(super) fn of(name: &str, label: &str, most: u32, paper: &Paper<'_>) -> FileList {
        let key = name.strip_prefix("a.").unwrap_or(name).to_owned();
        let part = |index: usize, part: &str| paper.given.one(&format!("{name}.{index}.{part}"));
        let files = (0..).take_while(|index| !part(*index, "id").is_empty()).map(|index| {
            let bytes = part(index, "bytes");
            FileView {
                index,
                id: part(index, "id").to_owned(),
                name: part(index, "name").to_owned(),
                bytes: bytes.to_owned(),
                media_type: part(index, "type").to_owned(),
                size: size(bytes.parse().unwrap_or(0)),
            }
        });
        FileList {
            id: anchor(name),
            name: name.to_owned(),
            label: label.to_owned(),
            hint: None,
            error: None,
            is_optional: true,
            files: files.collect(),
            most,
            upload: paper.upload.map(|upload| format!("{upload}/{key}")),
            fetch: paper.upload.map(str::to_owned),
            key,
        }
    }
    /// Another may be sent.
    pub(super) fn has_room(&self) -> bool {
        u32::try_from(self.files.len()).is_ok_and(|there| there < self.most)
    }
}

/// `1,2 MB`, `340 kB`, as people write sizes.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", (bytes + 500) / 1_000),
        _ => {
            let tenths = (bytes + 50_000) / 100_000;
            format!("{},{} MB", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_as_people_write_them() {
        assert_eq!(size(999), "999 B");
        assert_eq!(size(1_499), "1 kB");
        assert_eq!(size(10 * 1024 * 1024), "10,5 MB");
    }
}
