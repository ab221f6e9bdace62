//! From asking assessors to what they agree on, and what disqualifies them on the way.

use crate::house::{House, SYSTEM, clock, day, outsider};
use grant_applications::queries::{self, MayReadError};
use grant_applications::{
    AssessError, AssignError, Blocked, ConsensusError, Content, Declaration, DeclareError,
    LONGEST_COMMENT, NewApplication, NewAssessment, NewTie, Part, TieError, TieKind, assess,
    assign, begin_application, check_application, close_call, declare_impartiality, end_tie,
    invite_organisation, join_application, open_call, register_tie, set_superior, spread,
    spread_preview, submit_application, unassign, write_consensus,
};
use organisations::{NewOrganisation, NewPerson, OrganisationKind, add_person, enrol};
use sea_orm::ConnectionTrait;
use vocabulary::{Actor, ApplicationId, CallId, Money, OrganisationId, PersonId, Role};

/// A closed call with checked applications of Klepp and, from the second on, of Bodø.
struct Stage {
    house: House,
    call: CallId,
    klepp: OrganisationId,
    bodo: OrganisationId,
    /// Takes part in the first application.
    partner: OrganisationId,
    anne: Actor,
    bjorn: Actor,
    cato: Actor,
    /// Is no case officer.
    director: Actor,
    applications: Vec<ApplicationId>,
}

const ASSESSED: &str = "2012-03-10";

fn id(actor: &Actor) -> PersonId {
    actor.person().expect("a person")
}

async fn joined(house: &House, organisation: OrganisationId, name: &str, role: Role) -> Actor {
    let email = format!("{}@example.org", name.to_lowercase());
    let new = NewPerson { name: name.into(), email, organisation, role };
    let added = add_person(&house.db, &clock("2012-01-02"), &SYSTEM, new).await.expect("added");
    let found = organisations::queries::actor(&house.db, added, organisation).await;
    found.expect("a look").expect("an actor")
}

async fn enrolled(
    house: &House,
    name: &str,
    kind: OrganisationKind,
    place: Option<&str>,
) -> OrganisationId {
    let new = NewOrganisation {
        kind,
        name: name.into(),
        number: None,
        municipality: place.map(|number| number.parse().expect("a number")),
        language: None,
    };
    enrol(&house.db, &clock("2012-01-02"), &SYSTEM, new).await.expect("enrolled")
}

impl Stage {
    async fn of(count: usize) -> Stage {
        let house = House::with_a_scheme().await;
        let db = &house.db;
        organisations::import_register(db, &clock("2012-01-01")).await.expect("places");
        let directorate = enrolled(&house, "D", OrganisationKind::Directorate, None).await;
        let kind = OrganisationKind::Municipality;
        let klepp = enrolled(&house, "Klepp kommune", kind, Some("1120")).await;
        let bodo = enrolled(&house, "Bodø kommune", kind, Some("1804")).await;
        let partner = enrolled(&house, "Time kommune", kind, Some("1121")).await;
        let anne = joined(&house, directorate, "Anne", Role::CaseOfficer).await;
        let bjorn = joined(&house, directorate, "Bjorn", Role::CaseOfficer).await;
        let cato = joined(&house, directorate, "Cato", Role::CaseOfficer).await;
        let director = joined(&house, directorate, "Dina", Role::BudgetAuthority).await;
        let kari = joined(&house, klepp, "Kari", Role::Applicant).await;
        let berit = joined(&house, bodo, "Berit", Role::Applicant).await;
        let tora = joined(&house, partner, "Tora", Role::Applicant).await;
        let call = house.announced().await;
        let open = clock("2012-01-10");
        open_call(db, &open, &anne, call).await.expect("opened");
        let mut applications = Vec::new();
        for number in 0..count {
            let (who, organisation, place) =
                if number == 0 { (&kari, klepp, "1120") } else { (&berit, bodo, "1804") };
            let content = Content {
                title: format!("Prosjekt {number}"),
                summary: "Vi vil.".into(),
                target_group: "De som vil.".into(),
                amount: Money::from_kroner(500_000),
                own_share: Money::ZERO,
                continuation: "Vi fortsetter.".into(),
                partners: Vec::new(),
                members: Vec::new(),
                least_amount: None,
            };
            let new = NewApplication {
                call,
                organisation,
                municipality: place.parse().expect("a number"),
                answers: content.answers(),
            };
            let begun = begin_application(db, &open, who, new).await.expect("begun");
            if number == 0 {
                invite_organisation(db, &open, who, &house.desk, begun, partner)
                    .await
                    .expect("invited");
                join_application(db, &open, &tora, begun).await.expect("joined");
            }
            submit_application(db, &open, who, begun, 1).await.expect("submitted");
            applications.push(begun);
        }
        let closed = clock("2012-03-01");
        close_call(db, &closed, &anne, call).await.expect("closed");
        for one in &applications {
            check_application(db, &closed, &anne, *one).await.expect("checked");
        }
        Stage { house, call, klepp, bodo, partner, anne, bjorn, cato, director, applications }
    }

    async fn asked(&self, application: ApplicationId, who: &Actor) {
        let clock = clock("2012-03-02");
        assign(&self.house.db, &clock, &self.anne, application, id(who)).await.expect("assigned");
    }

    async fn says(&self, application: ApplicationId, who: &Actor, what: Declaration) {
        let clock = clock("2012-03-03");
        declare_impartiality(&self.house.db, &clock, who, application, what)
            .await
            .expect("declared");
    }

    async fn hands_in(
        &self,
        application: ApplicationId,
        who: &Actor,
        points: [i32; 2],
    ) -> Result<(), AssessError> {
        let new = NewAssessment {
            points: points.to_vec(),
            comments: vec!["God plan.".into()],
            recommended: Money::from_kroner(400_000),
            comment: "Godt.".into(),
        };
        assess(&self.house.db, &clock(ASSESSED), who, application, new).await
    }

    async fn assessed(&self, application: ApplicationId, who: &Actor, points: [i32; 2]) {
        self.asked(application, who).await;
        self.says(application, who, Declaration::Impartial).await;
        self.hands_in(application, who, points).await.expect("assessed");
    }

    async fn tied(&self, who: &Actor, organisation: OrganisationId, on: &str) -> vocabulary::TieId {
        let new = NewTie {
            person: id(who),
            organisation,
            kind: TieKind::Board,
            note: String::new(),
            from: day(on),
            to: None,
        };
        register_tie(&self.house.db, &clock(on), &self.cato, new).await.expect("registered")
    }

    async fn reads(&self, application: ApplicationId, who: &Actor) -> Result<(), MayReadError> {
        queries::may_read(&self.house.db, who, day(ASSESSED), application).await
    }

    async fn part(&self, application: ApplicationId, who: &Actor) -> Part {
        let today = day(ASSESSED);
        let found = queries::bearing_for_actor(&self.house.db, who, today, application).await;
        found.expect("a look").expect("a bearing").part
    }

    /// Points of the assessments that somebody sees.
    async fn sees(&self, application: ApplicationId, who: &Actor) -> usize {
        let db = &self.house.db;
        let seen = queries::assessments_for_actor(db, who, application).await.expect("a look");
        let row = queries::panel_for_actor(db, who, day(ASSESSED), application).await;
        if let Some(row) = row.expect("a look") {
            assert_eq!(row.assessments, seen);
            assert_eq!(row.standing.is_some(), row.hidden == 0 && !seen.is_empty());
        }
        seen.len()
    }

    async fn score(&self, application: ApplicationId) -> Option<i64> {
        let found = queries::candidates(&self.house.db, self.call).await.expect("candidates");
        let one = found.into_iter().find(|one| one.application == application);
        one.expect("a candidate").standing.map(|standing| standing.score_milli)
    }
}

#[tokio::test]
async fn nobody_reads_before_declaring_or_sees_others_before_handing_in() {
    let stage = Stage::of(1).await;
    let (db, one) = (&stage.house.db, stage.applications[0]);
    let (anne, bjorn) = (&stage.anne, &stage.bjorn);
    let unasked = stage.hands_in(one, bjorn, [3, 3]).await;
    assert!(matches!(unasked, Err(AssessError::NotAssigned)), "{unasked:?}");
    stage.reads(one, bjorn).await.expect("a case officer reads what they are not asked to assess");

    stage.asked(one, bjorn).await;
    stage.assessed(one, anne, [5, 4]).await;
    assert!(matches!(stage.reads(one, bjorn).await, Err(MayReadError::NotDeclared)));
    let undeclared = stage.hands_in(one, bjorn, [3, 3]).await;
    assert!(matches!(undeclared, Err(AssessError::NotDeclared)), "{undeclared:?}");
    let mine = queries::assignments_for_actor(db, bjorn, day(ASSESSED)).await.expect("mine");
    assert_eq!((mine.len(), mine[0].1.title.as_deref()), (1, None));
    assert_eq!(mine[0].1.organisation, "Klepp kommune");
    assert_eq!(mine[0].1.others, ["Time kommune"]);

    stage.says(one, bjorn, Declaration::Impartial).await;
    stage.reads(one, bjorn).await.expect("readable");
    assert_eq!(stage.sees(one, bjorn).await, 0);
    assert_eq!(stage.sees(one, anne).await, 1);
    let (ranked, closed) =
        queries::ranking_for_actor(db, bjorn, day(ASSESSED), stage.call).await.expect("ranked");
    assert_eq!((ranked.rows.len(), closed), (0, 1));
    stage.hands_in(one, bjorn, [3, 4]).await.expect("assessed");
    assert_eq!(stage.sees(one, bjorn).await, 2);
    assert_eq!(stage.sees(one, &stage.cato).await, 2);
    assert_eq!(stage.sees(one, &outsider()).await, 0);
    let seen = queries::assessments_for_actor(db, bjorn, one).await.expect("a look");
    assert_eq!(seen[0].comments, ["God plan.", ""]);

    let again = stage.hands_in(one, bjorn, [5, 5]).await;
    assert!(matches!(again, Err(AssessError::HandedIn)), "{again:?}");
    let back = unassign(db, &clock(ASSESSED), anne, one, id(bjorn)).await;
    assert!(matches!(back, Err(AssignError::HandedIn(_))), "{back:?}");
    let frozen = db.execute_unprepared("UPDATE assessment SET recommended_ore = 0").await;
    assert!(frozen.is_err());
    stage.house.nothing_offends().await;
}

#[tokio::test]
async fn nobody_assesses_after_having_seen_what_others_gave() {
    let stage = Stage::of(2).await;
    let (db, at, one) = (&stage.house.db, &clock(ASSESSED), stage.applications[0]);
    let (anne, bjorn, cato) = (&stage.anne, &stage.bjorn, &stage.cato);
    stage.asked(one, bjorn).await;
    // Who is asked and has not declared says nothing of who assesses it.
    for refused in
        [assign(db, at, bjorn, one, id(cato)).await, unassign(db, at, bjorn, one, id(bjorn)).await]
    {
        assert!(matches!(refused, Err(AssignError::NotDeclared)), "{refused:?}");
    }
    let chosen = [id(anne), id(cato)];
    let left = spread_preview(db, bjorn, day(ASSESSED), stage.call, &chosen, 2).await;
    assert_eq!(left.expect("a look").left_to_others.len(), 1);
    stage.assessed(one, anne, [5, 4]).await;
    // Nor is one's own taken back after declaring, to read as one who is not asked.
    stage.says(one, bjorn, Declaration::Impartial).await;
    let own = unassign(db, at, bjorn, one, id(bjorn)).await;
    assert!(matches!(own, Err(AssignError::OwnAssignment)), "{own:?}");
    assert_eq!(stage.sees(one, bjorn).await, 0);

    // Who is not asked may be asked yet, and reads nothing as long as somebody owes an assessment.
    let ranks = async |who: &Actor| {
        let found = queries::ranking_for_actor(db, who, day(ASSESSED), stage.call).await;
        let (ranking, hidden) = found.expect("a ranking");
        (ranking.rows.iter().filter(|row| row.standing.is_some()).count(), hidden)
    };
    let closed = async |who: &Actor| {
        queries::closed_scores(db, who, day(ASSESSED), stage.call).await.expect("a look")
    };
    for who in [cato, &stage.director] {
        assert_eq!((stage.sees(one, who).await, ranks(who).await), (0, (0, 1)));
        assert_eq!(closed(who).await, 1);
    }
    stage.asked(one, cato).await;
    unassign(db, at, anne, one, id(cato)).await.expect("a colleague takes it back");
    stage.hands_in(one, bjorn, [3, 4]).await.expect("assessed");
    for who in [cato, &stage.director] {
        assert_eq!(
            (stage.sees(one, who).await, ranks(who).await, closed(who).await),
            (2, (1, 0), 0)
        );
    }
    // From then on nobody is asked who may have read them, by hand or spread.
    let late = assign(db, at, anne, one, id(cato)).await;
    assert!(matches!(&late, Err(AssignError::SawScores(name)) if name == "Cato"), "{late:?}");
    let came = spread(db, at, anne, stage.call, &[id(cato)], 3).await.expect("spread");
    assert_eq!(came.assigned, [(stage.applications[1], id(cato))]);
    let row = queries::panel_for_actor(db, cato, day(ASSESSED), one).await.expect("a look");
    assert_eq!(row.map(|row| (row.sees_others, row.takes_more)), Some((true, false)));

    // When none of them counts any more, somebody else has to be found.
    for who in [anne, bjorn] {
        stage.tied(who, stage.klepp, ASSESSED).await;
    }
    assign(db, at, cato, one, id(cato)).await.expect("a substitute");
    assert_eq!(stage.sees(one, cato).await, 0);
    stage.house.nothing_offends().await;
}

#[tokio::test]
async fn who_is_disqualified_keeps_the_scores_closed_until_taken_back() {
    let stage = Stage::of(1).await;
    let (db, at, one) = (&stage.house.db, &clock(ASSESSED), stage.applications[0]);
    let (anne, bjorn, cato) = (&stage.anne, &stage.bjorn, &stage.cato);
    stage.asked(one, bjorn).await;
    stage.assessed(one, anne, [5, 4]).await;
    // A declaration can be changed: what it opened would have been read by who is asked afterwards.
    stage.says(one, bjorn, Declaration::Disqualified { ground: "Nabo".into() }).await;
    assert_eq!(stage.sees(one, cato).await, 0);
    assign(db, at, anne, one, id(cato)).await.expect("a substitute");
    unassign(db, at, anne, one, id(cato)).await.expect("taken back");
    unassign(db, at, anne, one, id(bjorn)).await.expect("taken back");
    assert_eq!(stage.sees(one, cato).await, 1);
    let again = assign(db, at, anne, one, id(bjorn)).await;
    assert!(matches!(again, Err(AssignError::Blocked { .. })), "{again:?}");
    let late = assign(db, at, anne, one, id(cato)).await;
    assert!(matches!(late, Err(AssignError::SawScores(_))), "{late:?}");
}

#[tokio::test]
async fn a_tie_blocks_at_once_and_what_was_handed_in_stays_and_does_not_count() {
    let stage = Stage::of(2).await;
    let (db, one) = (&stage.house.db, stage.applications[0]);
    let (anne, bjorn) = (&stage.anne, &stage.bjorn);
    // To the partner: the application concerns it as it concerns the applicant.
    stage.tied(&stage.cato, stage.partner, "2012-02-01").await;
    let refused = assign(db, &clock("2012-03-02"), anne, one, id(&stage.cato)).await;
    let Err(AssignError::Blocked { grounds, .. }) = refused else { panic!("{refused:?}") };
    assert!(matches!(grounds.as_slice(), [Blocked::Tie { organisation, .. }]
        if *organisation == stage.partner));
    stage.asked(stage.applications[1], &stage.cato).await;

    stage.asked(one, bjorn).await;
    stage.assessed(one, anne, [5, 5]).await;
    stage.says(one, bjorn, Declaration::Impartial).await;
    stage.hands_in(one, bjorn, [1, 1]).await.expect("assessed");
    assert_eq!(stage.score(one).await, Some(60_000));
    let tie = stage.tied(bjorn, stage.klepp, ASSESSED).await;
    assert_eq!(stage.score(one).await, Some(100_000));
    assert_eq!(stage.part(one, bjorn).await, Part::SetAside);
    assert!(matches!(stage.reads(one, bjorn).await, Err(MayReadError::Blocked(_))));
    assert_eq!(stage.sees(one, bjorn).await, 1, "their own");
    let all = queries::assessments_for_actor(db, anne, one).await.expect("a look");
    assert_eq!(all.iter().filter(|one| one.counts()).count(), 1);
    assert_eq!(stage.house.texts("SELECT assessor_name FROM assessment").await.len(), 2);
    let impartial =
        declare_impartiality(db, &clock(ASSESSED), bjorn, one, Declaration::Impartial).await;
    assert!(matches!(impartial, Err(DeclareError::Blocked(_))), "{impartial:?}");

    // When the tie has ended, what was handed in before stays aside.
    end_tie(db, &clock(ASSESSED), anne, tie, day(ASSESSED)).await.expect("ended");
    let today = day("2012-03-20");
    let bearing = queries::bearing_for_actor(db, bjorn, today, one).await.expect("a look");
    assert_eq!(bearing.expect("a bearing").part, Part::SetAside);
    assert_eq!(stage.score(one).await, Some(100_000));
    stage.house.nothing_offends().await;
}

#[tokio::test]
async fn what_disqualifies_a_superior_reaches_down_and_a_substitute_is_found() {
    let stage = Stage::of(3).await;
    let (db, today) = (&stage.house.db, clock("2012-03-02"));
    let [one, two, three] = stage.applications[..] else { panic!("three") };
    let (anne, bjorn, director) = (&stage.anne, &stage.bjorn, &stage.director);
    for (person, superior) in [(bjorn, anne), (anne, director)] {
        set_superior(db, &today, &stage.cato, id(person), id(superior), day("2012-01-01"))
            .await
            .expect("set");
    }
    let circle = set_superior(db, &today, anne, id(director), id(bjorn), day("2012-02-01")).await;
    assert!(matches!(circle, Err(TieError::Circle)), "{circle:?}");
    let ground = || Declaration::Disqualified { ground: "Gift med ordføreren".into() };
    stage.asked(two, bjorn).await;
    stage.says(two, director, ground()).await;
    assert_eq!(stage.part(two, bjorn).await, Part::Blocked);
    let Err(MayReadError::Blocked(grounds)) = stage.reads(two, anne).await else { panic!("read") };
    assert!(matches!(&grounds[..], [Blocked::Superior { because, .. }]
        if matches!(**because, Blocked::Declared { .. })));

    // Choosing who assesses is preparing the case: the disqualified leave that to others too.
    let chosen = [id(anne), id(bjorn), id(&stage.cato)];
    let own = assign(db, &today, anne, two, id(&stage.cato)).await;
    assert!(matches!(own, Err(AssignError::Disqualified(_))), "{own:?}");
    let annes = spread_preview(db, anne, day("2012-03-02"), stage.call, &chosen, 2).await;
    let annes = annes.expect("a look");
    assert!(annes.assigned.iter().all(|(application, _)| *application != two));
    assert_eq!((annes.left_to_others.len(), annes.unfilled.len()), (1, 0));
    let came = spread(db, &today, &stage.cato, stage.call, &chosen, 2).await.expect("spread");
    let of = |application| -> Vec<PersonId> {
        let given = came.assigned.iter().filter(|(one, _)| *one == application);
        given.map(|(_, person)| *person).collect()
    };
    assert_eq!(of(two), [id(&stage.cato)]);
    assert_eq!((of(one).len(), of(three).len()), (2, 2));
    assert_eq!(came.unfilled.len(), 1);
    let unfilled = &came.unfilled[0];
    assert_eq!((unfilled.application, unfilled.wanted, unfilled.has), (two, 2, 1));
    let blocked: Vec<&str> = unfilled.blocked.iter().map(|(_, name, _)| name.as_str()).collect();
    assert_eq!(blocked.len(), 2);
    assert!(blocked.contains(&"Anne") && blocked.contains(&"Bjorn"));
    // Once more there is nothing left to do, for who may.
    stage.says(two, &stage.cato, Declaration::Impartial).await;
    let again = spread(db, &today, &stage.cato, stage.call, &chosen, 2).await.expect("spread");
    assert!(again.assigned.is_empty());
    assert_eq!(again.unfilled, came.unfilled);
    let loads = queries::loads_for_actor(db, anne, stage.call).await.expect("loads");
    let loads: Vec<(&str, usize)> =
        loads.iter().map(|(_, name, load)| (name.as_str(), load.asked)).collect();
    assert_eq!(loads, [("Anne", 2), ("Bjorn", 2), ("Cato", 2)]);
    // A later declaration counts, and gives everybody back.
    stage.says(two, director, Declaration::Impartial).await;
    assert_eq!(stage.part(two, bjorn).await, Part::Assigned);
    stage.house.nothing_offends().await;
}

#[tokio::test]
async fn consensus_adds_when_all_have_handed_in() {
    let stage = Stage::of(1).await;
    let (db, one, at) = (&stage.house.db, stage.applications[0], clock(ASSESSED));
    let kroner = Money::from_kroner;
    let note = async |who: &Actor, text: &str, amount: i64| {
        write_consensus(db, &at, who, one, text, kroner(amount)).await
    };
    let nothing = note(&stage.cato, "Enige.", 400_000).await;
    assert!(matches!(nothing, Err(ConsensusError::NothingToAgreeOn)), "{nothing:?}");
    stage.asked(one, &stage.bjorn).await;
    stage.assessed(one, &stage.anne, [5, 4]).await;
    let waiting = note(&stage.anne, "Enige.", 400_000).await;
    assert!(matches!(waiting, Err(ConsensusError::StillWaiting(names)) if names == ["Bjorn"]));
    stage.says(one, &stage.bjorn, Declaration::Impartial).await;
    stage.hands_in(one, &stage.bjorn, [1, 2]).await.expect("assessed");
    assert!(matches!(note(&stage.anne, " ", 1).await, Err(ConsensusError::NoNote)));
    let much = note(&stage.anne, "Enige.", 500_001).await;
    assert!(matches!(much, Err(ConsensusError::TooMuch(_))), "{much:?}");
    assert_eq!(note(&stage.anne, "Enige.", 450_000).await.expect("written"), 1);
    assert_eq!(note(&stage.bjorn, "Likevel mindre.", 420_000).await.expect("written"), 2);
    let row = queries::panel_for_actor(db, &stage.cato, day(ASSESSED), one).await;
    let row = row.expect("a look").expect("a panel");
    let agreed: Vec<i64> = row.consensus.iter().map(|note| note.recommended.ore()).collect();
    assert_eq!(agreed, [45_000_000, 42_000_000]);
    let standing = row.standing.expect("a standing");
    assert_eq!((standing.recommended, standing.agreed), (kroner(420_000), true));
    assert_eq!(row.assessments.len(), 2);
    let spread = row.agreement.expect("an agreement");
    assert_eq!(spread.criteria[0].expect("a spread").range(), 4.0);
    stage.tied(&stage.cato, stage.klepp, ASSESSED).await;
    let barred = note(&stage.cato, "Enige.", 1).await;
    assert!(matches!(barred, Err(ConsensusError::Blocked(_))), "{barred:?}");
    stage.house.nothing_offends().await;
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_says_where() {
    let stage = Stage::of(1).await;
    let (db, one, at) = (&stage.house.db, stage.applications[0], clock(ASSESSED));
    stage.asked(one, &stage.anne).await;
    stage.says(one, &stage.anne, Declaration::Impartial).await;
    let whole = || NewAssessment { points: vec![0, 5], ..NewAssessment::default() };
    let hand_in = async |new: NewAssessment| assess(db, &at, &stage.anne, one, new).await;
    for (points, criterion, max) in
        [(vec![6, 0], 1, 5), (vec![0, -1], 2, 5), (vec![1], 2, 5), (vec![1, 1, 1], 3, 0)]
    {
        let refused = hand_in(NewAssessment { points, ..whole() }).await;
        let Err(AssessError::OutsideScale { criterion: place, max: most }) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!((place, most), (criterion, max));
    }
    let long = "a".repeat(LONGEST_COMMENT + 1);
    let refused = hand_in(NewAssessment { comments: vec!["".into(), long], ..whole() }).await;
    assert!(matches!(refused, Err(AssessError::TooLong { criterion: Some(2), .. })), "{refused:?}");
    for kroner in [-1, 500_001] {
        let recommended = Money::from_kroner(kroner);
        let refused = hand_in(NewAssessment { recommended, ..whole() }).await;
        assert!(matches!(refused, Err(AssessError::TooMuch(_))), "{refused:?}");
    }
    hand_in(whole()).await.expect("nothing is the least");

    let (anne, outsider) = (&stage.anne, outsider());
    let no_officer = assign(db, &at, anne, one, id(&stage.director)).await;
    assert!(matches!(no_officer, Err(AssignError::NotAnAssessor(_))), "{no_officer:?}");
    let twice = assign(db, &at, anne, one, id(anne)).await;
    assert!(matches!(twice, Err(AssignError::AlreadyAssigned(_))), "{twice:?}");
    let not_mine = assign(db, &at, &outsider, one, id(anne)).await;
    assert!(matches!(not_mine, Err(AssignError::NotYours)), "{not_mine:?}");
    let not_theirs = declare_impartiality(db, &at, &outsider, one, Declaration::Impartial).await;
    assert!(matches!(not_theirs, Err(DeclareError::NotYours)), "{not_theirs:?}");
    let groundless = Declaration::Disqualified { ground: " ".into() };
    let groundless = declare_impartiality(db, &at, anne, one, groundless).await;
    assert!(matches!(groundless, Err(DeclareError::NoGround)), "{groundless:?}");
    let to_come = NewTie {
        person: id(anne),
        organisation: stage.bodo,
        kind: TieKind::Kin,
        note: String::new(),
        from: day("2012-03-11"),
        to: None,
    };
    let to_come = register_tie(db, &at, anne, to_come).await;
    assert!(matches!(to_come, Err(TieError::NotYet(_))), "{to_come:?}");
}

#[tokio::test]
async fn a_call_is_ranked_and_its_assessors_are_compared() {
    let stage = Stage::of(3).await;
    let [one, two, three] = stage.applications[..] else { panic!("three") };
    for (application, anne, bjorn) in
        [(one, [5, 5], [1, 1]), (two, [3, 3], [3, 3]), (three, [2, 2], [5, 5])]
    {
        stage.asked(application, &stage.bjorn).await;
        stage.assessed(application, &stage.anne, anne).await;
        stage.says(application, &stage.bjorn, Declaration::Impartial).await;
        stage.hands_in(application, &stage.bjorn, bjorn).await.expect("assessed");
    }
    let (db, today) = (&stage.house.db, day(ASSESSED));
    let looked = queries::ranking_for_actor(db, &stage.cato, today, stage.call).await;
    let (ranking, hidden) = looked.expect("ranked");
    assert_eq!(hidden, 0);
    let rows: Vec<(ApplicationId, usize, usize, Vec<usize>)> = ranking
        .rows
        .iter()
        .map(|row| {
            let place = row.place.expect("a place");
            let without = row.without.iter().flatten().map(|place| place.in_call).collect();
            (row.application, place.in_call, place.in_county, without)
        })
        .collect();
    // Without Anne the first is last, and without Bjørn the last is first.
    assert_eq!(
        rows,
        [(three, 1, 1, vec![1, 3]), (one, 2, 1, vec![3, 1]), (two, 2, 2, vec![2, 2]),]
    );
    let agreement = queries::agreement_for_actor(db, &stage.cato, today, stage.call).await;
    let agreement = agreement.expect("compared");
    assert_eq!(agreement.compared, 3);
    assert!(agreement.score.expect("an alpha") < 0.0, "they contradict one another");
    let nothing = queries::ranking_for_actor(db, &outsider(), today, stage.call).await;
    assert!(nothing.expect("a look").0.rows.is_empty());
}
