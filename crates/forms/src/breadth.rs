//! How wide answers are when they are shown.

use crate::{Answers, At, Definition, Doubt, Shape, Wrong};
use serde_json::Value;

/// The most cells of rows and files that are kept. A page cannot send as many back: more come from a
/// program only, and a few bytes of rows with one cell each would become gigabytes of fields.
const MOST_CELLS: usize = 50_000;

/// As many rows of this many cells as are told apart: one more than can be kept. Of a body that holds a
/// hundred thousand rows that is enough to refuse it, and all that reading it may cost.
pub(crate) fn most_rows(cells: usize) -> usize {
    MOST_CELLS / cells.max(1) + 1
}

/// What a file is shown with: its id, name, length and type.
pub(crate) const CELLS_OF_A_FILE: usize = 4;

/// Says where answers are so wide that they must not even be kept as a draft: the widest question, when
/// its rows (each as wide as the form has columns) are, together with the others', more than any page
/// could show. `None` for everything that people write.
pub fn too_wide(definition: &Definition, answers: &Answers) -> Option<Doubt> {
    let mut cells = 0_usize;
    let mut widest: Option<(usize, Doubt)> = None;
    for (_, question) in definition.questions() {
        let Some(list) = answers.get(&question.key).and_then(Value::as_array) else { continue };
        let is = list.len();
        let (each, wrong) = match question.takes.shape() {
            Shape::Rows(rows) => {
                let columns = rows.columns.len() + usize::from(rows.named_by.is_some());
                (columns.max(1), Wrong::TooManyRows { most: rows.most, is })
            }
            Shape::Files { most } => (CELLS_OF_A_FILE, Wrong::TooManyFiles { most }),
            Shape::Single | Shape::Record(_) => continue,
        };
        let wide = is.saturating_mul(each);
        cells = cells.saturating_add(wide);
        if widest.as_ref().is_none_or(|(widest, _)| wide > *widest) {
            widest = Some((wide, Doubt { at: At::question(&question.key), wrong, warns: false }));
        }
    }
    widest.filter(|_| cells > MOST_CELLS).map(|(_, doubt)| doubt)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn form() -> Definition {
        let columns: Vec<Value> = (0..40)
            .map(|n| json!({ "key": format!("c{n}"), "label": { "nb": "K" }, "takes": { "kind": "short-text" } }))
            .collect();
        serde_json::from_value(json!({ "kind": "application", "title": { "nb": "S" }, "sections": [{
            "key": "s", "title": { "nb": "S" }, "questions": [
                { "key": "t", "label": { "nb": "T" }, "takes": { "kind": "table", "columns": columns, "most": 200 } },
                { "key": "f", "label": { "nb": "F" }, "takes": { "kind": "files", "most": 3 } },
            ],
        }] }))
        .expect("a definition")
    }

    fn answers(rows: usize, files: usize) -> Answers {
        let value =
            json!({ "t": vec![1; rows], "f": vec![json!({}); files], "x": vec![0; 200_000] });
        Answers::from_value(value).expect("answers")
    }

    #[test]
    fn what_people_write_is_kept_and_what_only_a_program_sends_is_not() {
        let form = form();
        // A thousand rows where two hundred may be are a mistake that somebody corrects.
        assert_eq!(too_wide(&form, &answers(1_000, 20)), None);
        // Half a megabyte of rows that are a digit each.
        let doubt = too_wide(&form, &answers(250_000, 20)).expect("too wide");
        assert_eq!(doubt.at, At::question("t"));
        assert_eq!(doubt.wrong, Wrong::TooManyRows { most: 200, is: 250_000 });
        let doubt = too_wide(&form, &answers(1_000, 200_000)).expect("too wide");
        assert_eq!((doubt.at, doubt.wrong), (At::question("f"), Wrong::TooManyFiles { most: 3 }));
    }
}
