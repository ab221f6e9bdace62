//! Documents of every kind there can be: none of them stops the rendering, breaks a rule or loses a word.

#![allow(clippy::unwrap_used, reason = "whatever is missing fails the test")]

mod support;

use documents::{Block, render};
use proptest::prelude::*;
use support::given::{compared, lost, texts};
use support::sound::assert_sound;
use support::{Opened, any, document};

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, max_shrink_iters: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_document_is_sound_and_says_all_that_was_given(given in any::any_document()) {
        let pdf = render(&given).unwrap();
        let opened = Opened::of(&pdf);
        assert_sound(&opened);
        let said = compared(&opened.read_out());
        for text in texts(&given) {
            let lost = lost(&text, &said);
            prop_assert!(lost.is_none(), "{}", lost.unwrap_or_default());
        }
    }

    #[test]
    fn any_document_gives_the_same_bytes_twice(given in any::any_document()) {
        prop_assert_eq!(render(&given).unwrap(), render(&given).unwrap());
    }

    #[test]
    fn texts_are_read_in_the_order_they_were_given(
        given in prop::collection::vec(any::any_text(), 1..12)
    ) {
        let blocks = given.iter().map(|text| Block::Paragraph(text.as_str().into())).collect();
        let said = compared(&Opened::of(&render(&document(blocks)).unwrap()).read_out());
        let wanted: String = given.iter().map(|text| compared(text)).collect();
        prop_assert!(said.ends_with(&wanted), "{said:?} is not {wanted:?}");
    }
}
