//! Schemes, thresholds and calls until they open.

use crate::house::{House, SYSTEM, clock, day, new_call, outsider, version};
use forms::{FormKind, Words, import_form};
use grant_applications::{
    Anchor, AnnounceError, AppealDoubt, CallDoubt, CallState, Criterion, NewCall, NewSchemeHead,
    SchemeError, SchemeVersion, Threshold, ThresholdError, ThresholdRule, Unready, WhoMayApply,
    announce_call, begin_scheme, close_call, copy_call, discard_scheme_draft, in_force, open_call,
    publish_scheme_draft, queries, revise_scheme, save_call, save_scheme_draft, set_threshold,
};
use organisations::OrganisationKind;
use vocabulary::{Clock, FormVersionId, Language, Money};

fn head() -> NewSchemeHead {
    NewSchemeHead {
        programme_slug: "arbeid".into(),
        programme_name: "Arbeid".into(),
        programme_about: String::new(),
        slug: "lab".into(),
        name: "LAB".into(),
        chapter: "764".into(),
        item: "60".into(),
        appealable: true,
        appeal_body: Some("Helse- og\n omsorgsdepartementet".into()),
    }
}

#[tokio::test]
async fn a_scheme_is_published_when_nothing_is_missing() {
    let house = House::new().await;
    let (db, clock) = (&house.db, &clock("2012-01-02"));
    let id = begin_scheme(db, clock, &SYSTEM, head()).await.expect("begun");
    assert_eq!(begin_scheme(db, clock, &SYSTEM, head()).await.expect("the same"), id);
    let other = NewSchemeHead { name: "Noe annet".into(), ..head() };
    let taken = begin_scheme(db, clock, &SYSTEM, other).await;
    assert!(matches!(taken, Err(SchemeError::SlugTaken(slug)) if slug == "lab"));
    let silent = NewSchemeHead { slug: "taus".into(), appeal_body: Some(" ".into()), ..head() };
    let refused = begin_scheme(db, clock, &SYSTEM, silent).await;
    assert!(matches!(refused, Err(SchemeError::Appeal(AppealDoubt::NoBody))));
    let final_word = NewSchemeHead { slug: "fast".into(), appealable: false, ..head() };
    let refused = begin_scheme(db, clock, &SYSTEM, final_word).await;
    assert!(matches!(refused, Err(SchemeError::Appeal(AppealDoubt::NothingToAppeal))));

    let refused = publish_scheme_draft(db, clock, &SYSTEM, id).await;
    let Err(SchemeError::Incomplete(missing)) = refused else { panic!("{refused:?}") };
    assert_eq!(missing.len(), 6, "{missing:?}");
    // What nobody has published is not there for the public.
    assert_eq!(queries::schemes_for_actor(db, None).await.expect("a look"), []);

    let first = version("2012-02-01");
    assert_eq!(
        save_scheme_draft(db, clock, &SYSTEM, id, 1, first.clone()).await.expect("saved"),
        2
    );
    let stale = save_scheme_draft(db, clock, &SYSTEM, id, 1, SchemeVersion::default()).await;
    let Err(SchemeError::Stale(standing)) = stale else { panic!("{stale:?}") };
    assert_eq!((standing.revision, &standing.version), (2, &first));

    assert_eq!(publish_scheme_draft(db, clock, &SYSTEM, id).await.expect("published"), 1);
    let again = publish_scheme_draft(db, clock, &SYSTEM, id).await;
    assert!(matches!(again, Err(SchemeError::NoDraft)));
    let seen = queries::scheme_for_actor(db, None, "lab").await.expect("a look").expect("public");
    assert_eq!(seen.versions, [first]);
    assert_eq!(seen.draft, None);
    assert_eq!(seen.programme.slug, "arbeid");
    assert_eq!(seen.scheme.appeal_body.as_deref(), Some("Helse- og omsorgsdepartementet"));

    let draft = revise_scheme(db, clock, &SYSTEM, id).await.expect("revised");
    assert_eq!((draft.version.number, draft.version.change.as_str()), (2, ""));
    assert_eq!(draft.version.valid_from, day("2012-02-01"));
    let unsaid = publish_scheme_draft(db, clock, &SYSTEM, id).await;
    assert!(matches!(unsaid, Err(SchemeError::Incomplete(missing)) if missing == ["what changes"]));
    // The number is the house's, whatever is sent.
    let earlier = SchemeVersion { number: 9, ..version("2012-01-31") };
    save_scheme_draft(db, clock, &SYSTEM, id, 1, earlier).await.expect("saved");
    let refused = publish_scheme_draft(db, clock, &SYSTEM, id).await;
    assert!(matches!(refused, Err(SchemeError::BeforeTheLast(on)) if on == day("2012-02-01")));
    let over = SchemeVersion { valid_to: Some(day("2012-02-01")), ..version("2012-03-01") };
    save_scheme_draft(db, clock, &SYSTEM, id, 2, over).await.expect("saved");
    let refused = publish_scheme_draft(db, clock, &SYSTEM, id).await;
    assert!(matches!(refused, Err(SchemeError::EndsBeforeItBegins { .. })));
    discard_scheme_draft(db, clock, &SYSTEM, id).await.expect("discarded");
    assert_eq!(
        save_scheme_draft(db, clock, &SYSTEM, id, 0, version("2012-03-01")).await.expect("anew"),
        1
    );
    assert_eq!(publish_scheme_draft(db, clock, &SYSTEM, id).await.expect("published"), 2);
    let refused = save_scheme_draft(db, clock, &outsider(), id, 0, version("2012-03-01")).await;
    assert!(matches!(refused, Err(SchemeError::NotYours)));
    house.nothing_offends().await;
}

#[tokio::test]
async fn a_threshold_in_force_is_not_rewritten() {
    let house = House::with_a_scheme().await;
    let (db, clock) = (&house.db, &clock("2026-02-01"));
    let rule = ThresholdRule::ReportingWaivedBelow;
    let on = |text: &str| day(text);
    let all = queries::thresholds(db).await.expect("a look");
    // What the regulations say since 2026 comes with the house.
    let known = in_force(&all, rule, "ips", on("2026-01-01")).expect("a threshold").clone();
    assert_eq!(known.amount, Money::from_kroner(1_000_000));
    assert_eq!(in_force(&all, rule, "ips", on("2025-12-31")), None);

    set_threshold(db, clock, &SYSTEM, known.clone()).await.expect("the same again");
    let other = Threshold { amount: Money::from_kroner(5), ..known.clone() };
    let refused = set_threshold(db, clock, &SYSTEM, other.clone()).await;
    assert!(matches!(refused, Err(ThresholdError::InForce(from)) if from == on("2026-01-01")));
    for amount in [5, 6] {
        // Until its day comes, what is set can be corrected.
        let next = Threshold {
            scheme_slug: "ips".into(),
            valid_from: on("2027-01-01"),
            amount: Money::from_kroner(amount),
            ..known.clone()
        };
        set_threshold(db, clock, &SYSTEM, next).await.expect("set");
    }
    let all = queries::thresholds(db).await.expect("a look");
    let next = in_force(&all, rule, "ips", on("2027-01-01")).expect("a threshold");
    assert_eq!(next.amount, Money::from_kroner(6));
    let nowhere = Threshold { scheme_slug: "lab".into(), ..other.clone() };
    let refused = set_threshold(db, clock, &SYSTEM, nowhere).await;
    assert!(matches!(refused, Err(ThresholdError::NoScheme(slug)) if slug == "lab"));
    let refused = set_threshold(db, clock, &outsider(), other).await;
    assert!(matches!(refused, Err(ThresholdError::NotYours)));
}

#[tokio::test]
async fn a_call_keeps_everything_that_is_said_of_it() {
    let house = House::with_a_scheme().await;
    organisations::import_register(&house.db, &clock("2012-01-01")).await.expect("places");
    let (db, clock) = (&house.db, &clock("2012-01-02"));
    let anchor = |points| Anchor {
        points,
        text: Words::norwegian("nb", "nn").with(Language::English, "en"),
    };
    let new = NewCall {
        title_en: "IPS 2012 in English".into(),
        about_en: "Funds.".into(),
        who_may_apply: WhoMayApply {
            kinds: vec![OrganisationKind::Municipality],
            counties: vec!["02".parse().expect("Akershus"), "03".parse().expect("Oslo")],
        },
        own_share_milli: 200,
        continuation_required: false,
        remind_drafts_days: 0,
        provisional_reply_days: 14,
        criteria: vec![Criterion {
            name: "Plan".into(),
            name_nn: "Plan".into(),
            name_en: "Plan".into(),
            weight: 1,
            max_points: 5,
            anchors: vec![anchor(5), anchor(0)],
        }],
        ..new_call()
    };
    let id = announce_call(db, clock, &SYSTEM, new.clone()).await.expect("announced");
    let again = announce_call(db, clock, &SYSTEM, new.clone()).await;
    // The anchors are put in order, and what was the same stays the same.
    assert!(matches!(again, Ok(same) if same == id), "{again:?}");
    let view = queries::call(db, id).await.expect("a look").expect("a call");
    assert_eq!(view.call.criteria[0].anchors, [anchor(0), anchor(5)]);
    assert_eq!(view.call.title_in(Language::English), "IPS 2012 in English");
    assert_eq!(view.call.late_until, Some(day("2012-03-02").ends_at()));
    let form = forms::version(db, view.call.form.expect("a form")).await.expect("a look");
    assert_eq!(form.expect("a form").slug, "standard-soknad");
    let mut same = NewCall { form: view.call.form, ..new.clone() };
    same.criteria[0].anchors.reverse();
    assert_eq!(NewCall::of(&view.call, &view.scheme), same);

    let nowhere =
        WhoMayApply { counties: vec!["34".parse().expect("Innlandet")], ..Default::default() };
    let refused =
        save_call(db, clock, &SYSTEM, id, 1, NewCall { who_may_apply: nowhere, ..new }).await;
    assert!(matches!(refused, Err(AnnounceError::NoCounty(county)) if county.to_string() == "34"));
}

#[tokio::test]
async fn a_draft_is_saved_by_one_after_the_other() {
    let house = House::with_a_scheme().await;
    let (db, clock) = (&house.db, &clock("2012-01-02"));
    let id = house.announced().await;
    let mut new = NewCall { title: "Ny tittel".into(), slug: "jobb-2012".into(), ..new_call() };
    new.criteria.remove(0);
    assert_eq!(save_call(db, clock, &SYSTEM, id, 1, new.clone()).await.expect("saved"), 2);
    let saved = house.call(id).await;
    assert_eq!((saved.title.as_str(), saved.slug.as_str()), ("Ny tittel", "jobb-2012"));
    assert_eq!(saved.criteria.len(), 1);

    let stale = save_call(db, clock, &SYSTEM, id, 1, new_call()).await;
    let Err(AnnounceError::Stale(standing)) = stale else { panic!("{stale:?}") };
    assert_eq!((*standing, house.call(id).await), (saved.clone(), saved));

    let taken = announce_call(db, clock, &SYSTEM, new_call()).await.expect("another");
    let refused = save_call(db, clock, &SYSTEM, id, 2, new_call()).await;
    assert!(matches!(refused, Err(AnnounceError::SlugTaken(slug)) if slug == "ips-2012"));
    assert_ne!(taken, id);
    let wrong = NewCall { budget: Money::ZERO, closes_on: day("2012-01-01"), ..new.clone() };
    let refused = save_call(db, clock, &SYSTEM, id, 2, wrong).await;
    let Err(AnnounceError::Contradiction(doubts)) = refused else { panic!("{refused:?}") };
    assert_eq!(doubts, [CallDoubt::ClosesBeforeItOpens, CallDoubt::NoBudget]);
    let early = NewCall { opens_on: day("2011-12-31"), ..new.clone() };
    let refused = save_call(db, clock, &SYSTEM, id, 2, early).await;
    assert!(matches!(refused, Err(AnnounceError::NoScheme(slug)) if slug == "ips"));
    let refused = save_call(db, clock, &outsider(), id, 2, new.clone()).await;
    assert!(matches!(refused, Err(AnnounceError::NotYours)));

    open_call(db, clock, &SYSTEM, id).await.expect("opened");
    let refused = save_call(db, clock, &SYSTEM, id, 2, new).await;
    assert!(matches!(refused, Err(AnnounceError::NotPossible(no)) if no.state == "open"));
}

#[tokio::test]
async fn a_call_opens_when_it_speaks_both_languages_and_has_a_form() {
    let house = House::with_a_scheme().await;
    let (db, clock) = (&house.db, &clock("2012-01-02"));
    let mut wordless = NewCall { title_nn: String::new(), about_nn: " ".into(), ..new_call() };
    wordless.criteria[1].name_nn = String::new();
    wordless.criteria[1].anchors =
        vec![Anchor { points: 3, text: Words::default().with(Language::Bokmal, "nb") }];
    let unpublished = import_form(db, clock, &SYSTEM, "eget-skjema", {
        let mut definition = forms::standard();
        definition.title = Words::default().with(Language::Bokmal, "Eget skjema");
        definition
    });
    wordless.form = Some(unpublished.await.expect("a form"));
    let id = announce_call(db, clock, &SYSTEM, wordless.clone()).await.expect("announced");
    let refused = open_call(db, clock, &SYSTEM, id).await;
    let Err(AnnounceError::NotReady(lacks)) = refused else { panic!("{refused:?}") };
    let nynorsk = Language::Nynorsk;
    assert_eq!(lacks[0], Unready::FormNotPublished);
    assert!(matches!(&lacks[1], Unready::FormLacks(lack) if lack.language == nynorsk), "{lacks:?}");
    assert_eq!(
        lacks[2..],
        [
            Unready::NoTitle(nynorsk),
            Unready::NoText(nynorsk),
            Unready::NoCriterionName { criterion: 2, language: nynorsk },
            Unready::NoAnchorText { criterion: 2, points: 3, language: nynorsk },
        ]
    );
    assert_eq!(house.call(id).await.state, CallState::Draft);
    assert_eq!(queries::open_calls(db, clock.now()).await.expect("a look").len(), 0);

    let standard = house.announced_as("ips-2012-2").await;
    let ready = NewCall { form: house.call(standard).await.form, ..new_call() };
    save_call(db, clock, &SYSTEM, id, 1, ready).await.expect("saved");
    let too_late = open_call(db, &crate::house::clock("2012-03-01"), &SYSTEM, id).await;
    let Err(AnnounceError::NotReady(lacks)) = too_late else { panic!("{too_late:?}") };
    assert_eq!(lacks, [Unready::AlreadyOver]);
    let refused = open_call(db, clock, &outsider(), id).await;
    assert!(matches!(refused, Err(AnnounceError::NotYours)));
    open_call(db, clock, &SYSTEM, id).await.expect("opened");
    house.nothing_offends().await;

    // Announced and not yet open, open, over.
    let seen = async |on: &str| {
        let open = queries::open_calls(db, day(on).begins_at()).await.expect("a look");
        open.iter().map(|one| (one.view.call.slug.clone(), one.coming)).collect::<Vec<_>>()
    };
    assert_eq!(seen("2012-01-08").await, [("ips-2012".to_owned(), true)]);
    open_call(db, clock, &SYSTEM, standard).await.expect("opened");
    let over = crate::house::clock("2012-03-01");
    close_call(db, &over, &SYSTEM, standard).await.expect("closed");
    assert_eq!(seen("2012-02-29").await, [("ips-2012".to_owned(), false)]);
    assert_eq!(seen("2012-03-01").await, []);
}

#[tokio::test]
async fn only_an_application_form_that_is_there_can_be_applied_with() {
    let house = House::with_a_scheme().await;
    let (db, clock) = (&house.db, &clock("2012-01-02"));
    let ghost = NewCall { form: Some(FormVersionId::fresh()), ..new_call() };
    let refused = announce_call(db, clock, &SYSTEM, ghost).await;
    assert!(matches!(refused, Err(AnnounceError::NoForm)));
    let mut report = forms::standard();
    report.kind = FormKind::Report;
    let report = import_form(db, clock, &SYSTEM, "rapport", report).await.expect("a form");
    let refused =
        announce_call(db, clock, &SYSTEM, NewCall { form: Some(report), ..new_call() }).await;
    assert!(
        matches!(refused, Err(AnnounceError::NotAnApplicationForm { slug, .. }) if slug == "rapport")
    );
    assert_eq!(house.texts("SELECT slug FROM call").await, Vec::<String>::new());
}

#[tokio::test]
async fn next_year_s_call_begins_from_this_year_s() {
    let house = House::with_a_scheme().await;
    let (db, clock) = (&house.db, &clock("2012-12-01"));
    let id = house.announced().await;
    open_call(db, &crate::house::clock("2012-01-02"), &SYSTEM, id).await.expect("opened");
    let next = house.next_form(true).await;
    let copy = copy_call(db, clock, &SYSTEM, id, "ips-2013", 2013).await.expect("copied");
    let (original, call) = (house.call(id).await, house.call(copy).await);
    assert_eq!((call.state, call.revision, call.year), (CallState::Draft, 1, 2013));
    assert_eq!((call.form, original.form != Some(next)), (Some(next), true));
    assert_eq!((call.closes_on(), call.report_due), (day("2013-02-28"), day("2014-03-01")));
    assert_eq!(call.late_until, Some(day("2013-03-02").ends_at()));
    assert_eq!(
        (call.title_nn.as_str(), call.about.as_str()),
        ("IPS 2013 (nynorsk)", "Midler for 2013.")
    );
    assert_eq!(call.criteria, original.criteria);
    open_call(db, clock, &SYSTEM, copy).await.expect("opened");

    let taken = copy_call(db, clock, &SYSTEM, id, "ips-2013", 2013).await;
    assert!(matches!(taken, Err(AnnounceError::SlugTaken(slug)) if slug == "ips-2013"));
    let refused = copy_call(db, clock, &SYSTEM, id, "IPS 2014", 2014).await;
    assert!(
        matches!(refused, Err(AnnounceError::Contradiction(doubts)) if doubts == [CallDoubt::BadSlug])
    );
    // No version of the scheme was in force then.
    let refused = copy_call(db, clock, &SYSTEM, id, "ips-2011", 2011).await;
    assert!(matches!(refused, Err(AnnounceError::NoScheme(_))));
}
