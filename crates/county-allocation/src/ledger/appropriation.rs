//! What parliament gave: a chapter and item of a budget year.

use super::Envelope;
use std::fmt;

/// A post of the state's budget: `2012, 764.60`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Post {
    /// The budget year.
    pub year: i32,
    /// The chapter (norsk: kapittel), three or four digits.
    pub chapter: String,
    /// The item (norsk: post), two digits.
    pub item: String,
}

impl Post {
    /// The post that an appropriation's key names: `appropriation:2012:764.60`, or with a colon before
    /// the item. `None` for a key of another form: such a frame cannot carry money over.
    pub fn of_key(key: &str) -> Option<Post> {
        let (year, rest) = key.strip_prefix("appropriation:")?.split_once(':')?;
        let (chapter, item) = rest.split_once(['.', ':'])?;
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if year.len() != 4 || ![year, chapter, item].into_iter().all(digits) {
            return None;
        }
        Some(Post { year: year.parse().ok()?, chapter: chapter.into(), item: item.into() })
    }
}

impl fmt::Display for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{} ({})", self.chapter, self.item, self.year)
    }
}

/// An appropriation with the post it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appropriation {
    /// The post.
    pub post: Post,
    /// Its frame.
    pub envelope: Envelope,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_names_its_post() {
        let post = Post { year: 2012, chapter: "764".into(), item: "60".into() };
        assert_eq!(Post::of_key("appropriation:2012:764.60").as_ref(), Some(&post));
        assert_eq!(Post::of_key("appropriation:2012:764:60").as_ref(), Some(&post));
        for other in ["top", "scheme:ips:2012", "appropriation:12:764.60", "appropriation:2012:764"]
        {
            assert_eq!(Post::of_key(other), None, "{other}");
        }
        assert_eq!(post.to_string(), "764.60 (2012)");
    }
}
