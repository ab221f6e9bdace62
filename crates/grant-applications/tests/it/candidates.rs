//! What the allocation is told of an application.

use crate::house::{SYSTEM, clock};
use crate::town::{Town, answers};
use forms::{Meaning, publish_form, revise_form, save_form};
use grant_applications::{Amendment, amend_call, check_application, close_call, queries};
use serde_json::json;
use vocabulary::Money;

#[tokio::test]
async fn the_allocation_hears_of_the_applicants_own_minimum_and_of_the_purpose() {
    let town = Town::new().await;
    let (db, on) = (&town.house.db, clock("2012-01-09"));
    assert!(queries::purposes(db, town.call).await.expect("a look").is_empty(), "nobody asks");
    // The call goes over to a form that asks for the least the project can do with, and for its purpose.
    let form = revise_form(db, &on, &SYSTEM, "standard-soknad").await.expect("revised");
    let mut definition = forms::standard();
    for section in &mut definition.sections {
        let own_share = section.questions.iter().find(|one| one.key == "own-share").cloned();
        if let Some(mut least) = own_share {
            least.key = "least-amount".into();
            least.meaning = Some(Meaning::LeastAmount);
            let mut purpose = least.clone();
            purpose.key = "purpose".into();
            purpose.meaning = Some(Meaning::Purpose);
            purpose.required = forms::Required::Never;
            purpose.takes = serde_json::from_value(json!({"kind": "choice", "options": [
                {"key": "new", "label": {"nb": "Nytt tilbud", "nn": "Nytt tilbod"}},
                {"key": "more", "label": {"nb": "Flere plasser", "nn": "Fleire plassar"}},
            ]}))
            .expect("a kind of question");
            section.questions.extend([least, purpose]);
        }
    }
    save_form(db, &on, &SYSTEM, form, 1, definition).await.expect("saved");
    publish_form(db, &on, &SYSTEM, form).await.expect("published");
    // Sent in on the form of before, which does not ask.
    let silent = town.sent_in().await;
    let amendment = Amendment {
        what_nb: "Nytt skjema.".into(),
        what_nn: "Nytt skjema.".into(),
        form: Some(form),
        ..Default::default()
    };
    amend_call(db, &on, &SYSTEM, &town.house.desk, town.call, amendment).await.expect("amended");
    let mut said = answers();
    said.set("least-amount", json!(Money::from_kroner(400_000).ore()));
    said.set("purpose", json!("more"));
    let modest = town.begun(said).await;
    town.submit(modest, "2012-01-12").await.expect("sent in");
    let closed = clock("2012-03-01");
    close_call(db, &closed, &SYSTEM, town.call).await.expect("closed");
    for one in [silent, modest] {
        check_application(db, &closed, &town.officer, one).await.expect("checked");
    }
    let found = queries::candidates(db, town.call).await.expect("candidates");
    let told = |id| {
        let one = found.iter().find(|one| one.application == id).expect("it stands");
        (one.least, one.purpose.clone(), one.recipient.clone())
    };
    // An organisation without a number is still one and the same recipient.
    let recipient = town.stavanger.0.to_string();
    assert_eq!(told(silent), (None, None, recipient.clone()));
    let more = Some("more".to_owned());
    assert_eq!(told(modest), (Some(Money::from_kroner(400_000)), more, recipient));
    let purposes = queries::purposes(db, town.call).await.expect("a look");
    let called: Vec<(&str, &str)> = purposes
        .iter()
        .map(|(key, name)| (key.as_str(), name.to(vocabulary::Language::Nynorsk)))
        .collect();
    assert_eq!(called, [("more", "Fleire plassar"), ("new", "Nytt tilbod")]);
}
