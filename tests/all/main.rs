//! All integration tests, one file per topic.

mod support_works;
