//! Every document the house writes, with its samples and with awkward texts in all its places.

use letters::{compose, samples};
use vocabulary::Language;

use super::{assert_readable_for_ever, awkward};

#[tokio::test]
async fn awkward_documents_keep_all_rules() {
    let documents: Vec<_> = awkward::documents()
        .into_iter()
        .map(|(name, document)| (name.to_owned(), document))
        .collect();
    assert_readable_for_ever(&documents).await;
}

#[tokio::test]
async fn what_letters_enclose_keeps_all_rules() {
    let mut documents = Vec::new();
    for language in Language::ALL {
        for (name, letter) in samples::samples() {
            let recipient = samples::recipient(language);
            let composed = compose(&samples::desk(), samples::now(), &recipient, &letter);
            let Some(enclosed) = composed.expect("a letter").enclosed else { continue };
            let name = format!("{name}-{}", language.code());
            let spoilt = awkward::made_awkward(&enclosed.document);
            documents.push((format!("{name}-awkward"), spoilt));
            documents.push((name, enclosed.document));
        }
    }
    assert!(documents.len() > 20, "{} documents only", documents.len());
    assert_readable_for_ever(&documents).await;
}
