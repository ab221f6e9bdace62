//! Registering who signs, through the page, and what follows for sending in.

use crate::flow_tests::{DRAFT, SYSTEM, day, house};
use organisations::NewPerson;
use vocabulary::{FixedClock, Role};

const TODAY: &str = "2012-01-20";

#[tokio::test]
async fn who_is_registered_sends_in_and_nobody_else() {
    let h = house().await;
    let officer = h.visit(TODAY, Some(h.officer)).await;
    let applicant = h.visit(TODAY, Some(h.applicant)).await;
    let all = organisations::list(&h.db).await.expect("a look");
    let own = all.iter().find(|one| one.name == "Bærum kommune").expect("the applicant").id;
    let rita = NewPerson {
        name: "Rita Rådmann".into(),
        email: "rita@example.no".into(),
        organisation: own,
        role: Role::Applicant,
    };
    let clock = FixedClock::on(day("2012-01-02"), 9);
    let rita = organisations::add_person(&h.db, &clock, &SYSTEM, rita).await.expect("added");
    let whom = format!("{rita}:{own}");

    assert_eq!(applicant.get("/signatories").await.status, 403);
    let nothing = officer.post("/signatories", &[]).await;
    assert!(nothing.status == 422 && nothing.body.contains("field-whom-error"), "{}", nothing.body);
    let stranger = format!("{}:{own}", h.officer);
    let refused = officer.post("/signatories", &[("whom", &stranger), ("from", TODAY)]).await;
    assert!(refused.status == 422 && refused.body.contains("field-whom-error"));
    let backwards = [("whom", whom.as_str()), ("from", TODAY), ("to", "2012-01-01")];
    let refused = officer.post("/signatories", &backwards).await;
    assert!(refused.status == 422 && refused.body.contains("field-to-error"));
    officer.does("/signatories", &[("whom", &whom), ("from", TODAY)]).await;
    let again = officer.post("/signatories", &[("whom", &whom), ("from", TODAY)]).await;
    assert!(again.status == 422 && again.body.contains("field-from-error"));
    let listed = officer.get("/signatories").await.body;
    assert!(listed.contains("Rita Rådmann") && listed.contains("Kan sende inn"));

    officer.does("/calls/ips-2012/open", &[]).await;
    let whole = [("a.summary", "Vi vil hjelpe."), ("a.continuation", "Vi fortsetter.")];
    let begun = applicant.does("/applications", &[DRAFT.as_slice(), &whole].concat()).await;
    let submit = format!("{}/submit", begun.strip_suffix("/edit").expect("it is opened to write"));
    assert!(applicant.get(&submit).await.body.contains("Rita Rådmann"));
    assert!(applicant.post(&submit, &[]).await.status >= 400, "only who signs sends in");

    assert_eq!(officer.post("/signatories/end", &[]).await.status, 422);
    officer.does("/signatories/end", &[("whom", &whom), ("on", "2012-01-19")]).await;
    applicant.sends_in(&submit).await;
}
