//! Every document the house writes, with its samples and with awkward texts in all its places.

use insta::assert_snapshot;
use letters::{compose, samples};
use tests::pdf;
use vocabulary::Language;

use super::{assert_readable_for_ever, awkward, written};

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

/// The award letter in nynorsk and the refusal in bokmål, as other programs read them.
#[tokio::test]
async fn letters_are_read_as_they_were_written() {
    let directory = tempfile::tempdir().expect("a directory");
    for (wanted, language) in [("award", Language::Nynorsk), ("refusal", Language::Bokmal)] {
        let all = samples::samples();
        let letter = all.iter().find(|(name, _)| *name == wanted).map(|(_, letter)| letter);
        let recipient = samples::recipient(language);
        let letter = letter.unwrap_or_else(|| panic!("there is no {wanted}"));
        let composed = compose(&samples::desk(), samples::now(), &recipient, letter);
        let enclosed = composed.expect("a letter").enclosed.expect("a document");
        let file = written(directory.path(), wanted, &enclosed.document);
        assert_snapshot!(format!("{wanted}-text"), pdf::text(&file).await.expect("text"));
        let structure = pdf::structure(&file).await.expect("structure");
        assert_snapshot!(format!("{wanted}-structure"), structure);
    }
}
