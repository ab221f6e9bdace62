//! Nothing typed is lost where it cannot be saved.

use super::*;
use crate::flow_tests::{DRAFT, house};

#[tokio::test]
async fn what_was_typed_is_shown_when_the_call_has_closed_and_when_the_case_went_on() {
    let h = house().await;
    let officer = h.visit("2012-01-20", Some(h.officer)).await;
    officer.does("/calls/ips-2012/open", &[]).await;
    let applicant = h.visit("2012-01-20", Some(h.applicant)).await;
    let whole = [("a.summary", "Vi vil hjelpe."), ("a.continuation", "Vi fortsetter.")];
    let whole = [DRAFT.as_slice(), &whole].concat();
    let edit = applicant.does("/applications", &whole).await;
    let application = edit.strip_suffix("/edit").expect("it is opened to write").to_owned();
    applicant.sends_in(&format!("{application}/submit")).await;
    assert_eq!(applicant.get(&edit).await.status, 200, "the call is open");
    // The save that the browser waits to hear of is named where it goes on.
    let save = [("revision", "1"), ("save", "x1-y2"), ("a.target-group", "Unge"), ("do", "check")];
    let on = applicant.does(&edit, &[whole.as_slice(), &save].concat()).await;
    assert_eq!(on, format!("{application}/submit?saved=x1-y2"));

    let typed = [("revision", "2"), ("a.target-group", "De som <skrev> for sent")];
    let typed = [whole.as_slice(), &typed].concat();
    let late = h.visit("2012-12-01", Some(h.applicant)).await;
    let form = format!("action=\"{edit}\"");
    for path in [&edit, &format!("{application}/submit")] {
        let shown = late.get(path).await;
        assert_eq!(shown.status, 409, "{path}");
        assert!(shown.body.contains("tar imot søknader fra"), "{}", shown.body);
        assert!(shown.body.contains("Dette står i søknaden") && shown.body.contains("Unge"));
        assert!(!shown.body.contains(&form) && !shown.body.contains("<form class"), "no button");
    }
    let refused = late.post(&edit, &typed).await;
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("tar imot søknader fra"), "{}", refused.body);
    assert!(refused.body.contains("Dette hadde du skrevet"), "{}", refused.body);
    assert!(refused.body.contains("De som &#60;skrev&#62; for sent"), "{}", refused.body);

    officer.does(&format!("{application}/check"), &[]).await;
    let refused = applicant.post(&edit, &typed).await;
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("De som &#60;skrev&#62; for sent"), "{}", refused.body);
    assert!(refused.body.contains("Dette er mulig nå"), "{}", refused.body);
    assert!(!applicant.get(&application).await.body.contains("for sent"), "it was not saved");
}

#[test]
fn what_is_too_wide_is_shown_as_far_as_a_page_can() {
    let mut answers = Answers::new();
    answers.set("title", "Jobb");
    answers.set("partners", vec![1; MOST_ROWS]);
    assert!(!cut(&mut answers), "nobody's text is cut without need");
    answers.set("partners", vec![1; 50_001]);
    assert!(cut(&mut answers));
    let rows = answers.get("partners").and_then(Value::as_array).map(Vec::len);
    assert_eq!((rows, answers.get("title")), (Some(MOST_ROWS), Some(&Value::from("Jobb"))));
}
