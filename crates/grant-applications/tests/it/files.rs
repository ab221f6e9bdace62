//! Files of an application: how long a use lasts, and how many drafts may be begun.

use crate::house::{SYSTEM, clock, new_call};
use crate::town::{Town, answers, titled};
use attachments::{FileStore, To, attachments_of, receive};
use forms::{Answers, Definition, publish_form, revise_form, save_form};
use grant_applications::{
    ApplyError, LIMITS, NewApplication, NewCall, allow_attaching, announce_call, begin_application,
    drop_working_copy, open_call, save_application, withdraw_application,
};
use serde_json::json;
use vocabulary::{ApplicationId, AttachmentId};

/// A town whose call asks for a plan of up to three files.
struct Filed {
    town: Town,
    store: FileStore,
    _folder: tempfile::TempDir,
}

impl Filed {
    async fn new() -> Filed {
        let mut town = Town::new().await;
        let (db, at) = (&town.house.db, &clock("2012-01-09"));
        let form = revise_form(db, at, &SYSTEM, "standard-soknad").await.expect("revised");
        let mut form_text = serde_json::to_value(forms::standard()).expect("a form");
        let sections = form_text["sections"].as_array_mut().expect("sections");
        let questions = sections[0]["questions"].as_array_mut().expect("questions");
        questions.push(json!({ "key": "plan", "label": { "nb": "Plan", "nn": "Plan" },
            "takes": { "kind": "files", "most": 3 } }));
        let definition: Definition = serde_json::from_value(form_text).expect("a form");
        save_form(db, at, &SYSTEM, form, 1, definition).await.expect("saved");
        publish_form(db, at, &SYSTEM, form).await.expect("published");
        let new = NewCall { slug: "filer-2012".into(), form: Some(form), ..new_call() };
        let call = announce_call(db, at, &SYSTEM, new).await.expect("announced");
        open_call(db, at, &SYSTEM, call).await.expect("opened");
        town.call = call;
        let folder = tempfile::tempdir().expect("a folder");
        Filed { town, store: FileStore::within(folder.path()), _folder: folder }
    }

    async fn hands_in(&self, id: ApplicationId, on: &str) -> AttachmentId {
        let to = To { thing: "application", id: id.to_string() };
        let (db, who) = (&self.town.house.db, &self.town.stavanger.1);
        let bytes = b"%PDF-1.7\nplan\n".to_vec();
        let file = receive(db, &clock(on), who, &self.store, false, to, "plan.pdf", bytes).await;
        file.expect("received").id
    }

    async fn saves(&self, id: ApplicationId, on: &str, files: &[AttachmentId]) {
        let (db, who) = (&self.town.house.db, &self.town.stavanger.1);
        let revision = self.town.own(id).await.revision;
        save_application(db, &clock(on), who, id, revision, naming(files)).await.expect("saved");
    }

    async fn used(&self, id: ApplicationId) -> Vec<AttachmentId> {
        let found = attachments_of(&self.town.house.db, "application", &id.to_string()).await;
        found.expect("a look").into_iter().map(|file| file.id).collect()
    }
}

fn naming(files: &[AttachmentId]) -> Answers {
    let mut all = answers();
    let files: Vec<_> = files.iter().map(|id| json!({ "id": id })).collect();
    all.set("plan", json!(files));
    all
}

#[tokio::test]
async fn a_file_is_used_as_long_as_something_names_it() {
    let filed = Filed::new().await;
    let town = &filed.town;
    let id = town.begun(answers()).await;
    let (kept, out) =
        (filed.hands_in(id, "2012-01-10").await, filed.hands_in(id, "2012-01-10").await);
    // Handed in, and somebody else saves before it is named.
    filed.saves(id, "2012-01-10", &[]).await;
    assert_eq!(filed.used(id).await, [kept, out]);
    filed.saves(id, "2012-01-10", &[kept, out]).await;
    filed.saves(id, "2012-01-10", &[kept]).await;
    assert_eq!(filed.used(id).await, [kept], "taken out of the form");
    // Whoever still has it in front of them sees that it is gone, and not only that.
    let (db, who) = (&town.house.db, &town.stavanger.1);
    let old = save_application(db, &clock("2012-01-10"), who, id, 2, naming(&[kept, out])).await;
    assert!(matches!(old, Err(ApplyError::Stale(_))), "{old:?}");
    let revision = town.own(id).await.revision;
    let gone = save_application(db, &clock("2012-01-10"), who, id, revision, naming(&[out])).await;
    assert!(matches!(gone, Err(ApplyError::NoSuchFile(_))), "{gone:?}");

    town.submit(id, "2012-01-11").await.expect("sent in");
    // What was sent in keeps its files, whatever is written beside it or sent in after it.
    let beside = filed.hands_in(id, "2012-01-12").await;
    filed.saves(id, "2012-01-12", &[beside]).await;
    filed.saves(id, "2012-01-12", &[]).await;
    assert_eq!(filed.used(id).await, [kept]);
    let second = filed.hands_in(id, "2012-01-12").await;
    filed.saves(id, "2012-01-12", &[second]).await;
    town.submit(id, "2012-01-13").await.expect("sent in");
    assert_eq!(filed.used(id).await, [kept, second]);
    let third = filed.hands_in(id, "2012-01-14").await;
    filed.saves(id, "2012-01-14", &[second, third]).await;
    drop_working_copy(db, &clock("2012-01-14"), who, id).await.expect("dropped");
    assert_eq!(filed.used(id).await, [kept, second]);
    // What nobody has named for a day is given up, when there is something to save.
    let never = filed.hands_in(id, "2012-01-14").await;
    filed.saves(id, "2012-01-14", &[]).await;
    assert_eq!(filed.used(id).await, [kept, second, never]);
    filed.saves(id, "2012-01-16", &[kept]).await;
    assert_eq!(filed.used(id).await, [kept, second]);
    town.all_is_well().await;
}

#[tokio::test]
async fn nothing_is_handed_in_beside_what_was_sent_in_once_the_call_has_closed() {
    let town = Town::new().await;
    let (sent, draft) = (town.sent_in().await, town.begun(answers()).await);
    let may = async |id: ApplicationId, on: &str| {
        allow_attaching(&town.house.db, &clock(on), &town.stavanger.1, id).await
    };
    may(sent, "2012-02-29").await.expect("the call is open");
    let late = may(sent, "2012-03-01").await;
    assert!(matches!(late, Err(ApplyError::NotOpen { .. })), "{late:?}");
    may(draft, "2012-03-01").await.expect("a draft is written on, as it is saved");
}

#[tokio::test]
async fn an_organisation_begins_only_so_many_drafts() {
    let town = Town::new().await;
    let (db, at) = (&town.house.db, &clock("2012-01-10"));
    let begins = async |whose: &(vocabulary::OrganisationId, vocabulary::Actor), place: &str| {
        let new = NewApplication {
            call: town.call,
            organisation: whose.0,
            municipality: place.parse().expect("a number"),
            answers: titled("Enda en"),
        };
        begin_application(db, at, &whose.1, new).await
    };
    let mut drafts = Vec::new();
    for _ in 0..LIMITS.most_drafts {
        drafts.push(begins(&town.stavanger, "1103").await.expect("begun"));
    }
    let more = begins(&town.stavanger, "1103").await;
    assert!(matches!(more, Err(ApplyError::TooManyDrafts { most }) if most == LIMITS.most_drafts));
    begins(&town.sandnes, "1102").await.expect("another's are not counted");
    // Sent in or withdrawn, it makes room.
    town.submit(drafts[0], "2012-01-11").await.expect("sent in");
    begins(&town.stavanger, "1103").await.expect("begun");
    withdraw_application(db, at, &town.stavanger.1, drafts[1]).await.expect("withdrawn");
    begins(&town.stavanger, "1103").await.expect("begun");
    assert!(begins(&town.stavanger, "1103").await.is_err());
    town.all_is_well().await;
}
