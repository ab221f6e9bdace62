//! What the first page says to whom, and when.

use crate::flow_tests::{DRAFT, SYSTEM, day, house};
use organisations::NewPerson;
use vocabulary::{FixedClock, Role};

#[tokio::test]
async fn what_an_application_needs_stands_on_the_desk_of_whoever_does_it() {
    let h = house().await;
    let officer = h.visit("2012-01-20", Some(h.officer)).await;
    let applicant = h.visit("2012-01-20", Some(h.applicant)).await;
    officer.does("/calls/ips-2012/open", &[]).await;
    // A draft without a title is still a link that can be read and clicked.
    let begun = applicant.does("/applications", &[("call", "ips-2012")]).await;
    let desk = applicant.get("/").await.body;
    assert!(desk.contains(&format!("href=\"{begun}\">IPS-2012-S")), "{desk}");
    assert!(desk.contains("Søknader som ikke er sendt"));

    let application = begun.strip_suffix("/edit").expect("it is opened to write").to_owned();
    let whole = [
        ("a.summary", "Vi vil hjelpe."),
        ("a.continuation", "Vi fortsetter."),
        ("revision", "1"),
        ("do", "save"),
    ];
    applicant.does(&begun, &[DRAFT.as_slice(), &whole].concat()).await;
    applicant.sends_in(&format!("{application}/submit")).await;
    let desk = officer.get("/").await.body;
    assert!(desk.contains("Søknader til kontroll") && desk.contains("Kom i dag"), "{desk}");
    let list = officer.get("/applications").await.body;
    assert!(list.contains("1 søknad venter på kontroll"), "{list}");

    let nothing = officer.post(&format!("{application}/ask"), &[]).await;
    assert_eq!(nothing.status, 422);
    assert!(
        nothing.body.contains("field-what-error") && nothing.body.contains("field-due_on-error")
    );
    let asked = [("what", "Hvor ligger det?"), ("due_on", "2012-01-30")];
    officer.does(&format!("{application}/ask"), &asked).await;
    let read = officer.get(&application).await.body;
    assert!(read.contains("Vi har bedt søkeren om dette innen 30. januar 2012"), "{read}");
    assert!(applicant.get(&application).await.body.contains("Vi trenger mer fra dere innen"));
    let desk = officer.get("/").await.body;
    assert!(desk.contains("Svar vi venter på") && !desk.contains("Over fristen"), "{desk}");
    assert!(applicant.get("/").await.body.contains("Søknader som mangler noe"));

    let later = h.visit("2012-02-02", Some(h.officer)).await;
    let desk = later.get("/").await.body;
    assert!(desk.contains("Over fristen") && desk.contains("Søkere som ikke har svart i tide"));
    assert!(desk.contains("3 dager over fristen"), "{desk}");
    let read = later.get(&application).await.body;
    assert!(read.contains("Svaret er 3 dager over fristen."), "{read}");
    let late = h.visit("2012-02-02", Some(h.applicant)).await;
    assert!(late.get("/").await.body.contains("Svar vi skulle hatt på søknaden"));
}

#[tokio::test]
async fn who_is_invited_or_asked_to_send_in_finds_it() {
    let h = house().await;
    let officer = h.visit("2012-01-20", Some(h.officer)).await;
    let applicant = h.visit("2012-01-20", Some(h.applicant)).await;
    let other = h.visit("2012-01-20", Some(h.other)).await;
    officer.does("/calls/ips-2012/open", &[]).await;
    let whole = [("a.summary", "Vi vil hjelpe."), ("a.continuation", "Vi fortsetter.")];
    let begun = applicant.does("/applications", &[DRAFT.as_slice(), &whole].concat()).await;
    let application = begun.strip_suffix("/edit").expect("it is opened to write").to_owned();

    let all = organisations::list(&h.db).await.expect("a look");
    let own = all.iter().find(|one| one.name == "Bærum kommune").expect("the applicant").id;
    let theirs = all.iter().find(|one| one.name == "Oslo kommune").expect("another").id.to_string();
    let invited = format!("{application}/organisations");
    assert!(!other.get("/").await.body.contains("Invitasjoner"));
    applicant.does(&invited, &[("organisation", &theirs)]).await;
    let desk = other.get("/").await.body;
    assert!(desk.contains(&format!("{invited}/join\">Jobb først")), "{desk}");

    let rita = NewPerson {
        name: "Rita Rådmann".into(),
        email: "rita@example.no".into(),
        organisation: own,
        role: Role::Applicant,
    };
    let clock = FixedClock::on(day("2012-01-02"), 9);
    let rita = organisations::add_person(&h.db, &clock, &SYSTEM, rita).await.expect("added");
    let whom = format!("{rita}:{own}");
    officer.does("/signatories", &[("whom", &whom), ("from", "2012-01-20")]).await;
    let signatory = h.visit("2012-01-20", Some(rita)).await;
    assert!(!signatory.get("/").await.body.contains("Søknader du er bedt om å sende inn"));
    applicant.does(&format!("{application}/signature"), &[]).await;
    let desk = signatory.get("/").await.body;
    assert!(desk.contains("Søknader du er bedt om å sende inn"), "{desk}");
    assert!(desk.contains(&format!("{application}/submit\">Jobb først")), "{desk}");
    assert!(!applicant.get("/").await.body.contains("Søknader du er bedt om å sende inn"));
}
