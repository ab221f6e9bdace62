//! The figures of the status reports against the ledger and the rows: every sum is the ledger's, of
//! every day, and the same money is told whichever scope it is told in.

use super::house::{TestHouse, day, told};
use county_allocation::{EnvelopeKind, Voucher, pay, queries, take_back};
use sea_orm::DatabaseConnection;
use status_reports::{Audience, ReportStanding, Scope, ScopeFigures, Step, scope_figures};
use tests::both_databases;
use vocabulary::{Actor, Day, Money};

const TELLER: Actor = Actor::System("the tests");

async fn figures(house: &TestHouse, scope: Scope, on: &str) -> Option<ScopeFigures> {
    scope_figures(&house.house.db, &scope, day(on)).await.expect("a look")
}

async fn call(db: &DatabaseConnection, slug: &str) -> grant_applications::Call {
    let view = grant_applications::queries::call_for_actor(db, Some(&TELLER), slug).await;
    view.expect("a look").expect("the call").call
}

fn sum(all: impl Iterator<Item = Money>) -> Money {
    all.sum()
}

/// What the ledger itself says of a call on a day: budget, to counties, awarded, paid, returned.
async fn ledger(db: &DatabaseConnection, slug: &str, on: Day) -> [Money; 5] {
    let purse = queries::envelope_by_key(db, &format!("call:{slug}")).await;
    let purse = purse.expect("a look").expect("the purse");
    let tree = queries::tree_as_of(db, purse.id, on).await.expect("a tree");
    let of = |kind: EnvelopeKind, figure: fn(&county_allocation::Envelope) -> Money| {
        let frames = tree.iter().filter(|line| line.envelope.kind == kind);
        sum(frames.map(|line| figure(&line.envelope)))
    };
    [
        of(EnvelopeKind::Call, |frame| frame.amount),
        of(EnvelopeKind::County, |frame| frame.amount),
        of(EnvelopeKind::Award, |frame| frame.reserved),
        of(EnvelopeKind::Call, |frame| frame.paid),
        of(EnvelopeKind::Call, |frame| frame.returned),
    ]
}

both_databases! {
    from told;

    async fn every_sum_is_the_ledgers(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let db = &house.house.db;
        let ips = call(db, "ips-2012").await;
        // Money goes out in January, and some of it comes back in February.
        let grants = funding_periods::queries::grants_of_call(db, ips.id).await.expect("grants");
        for (grant, day_of) in [(&grants[0], "2013-01-10"), (&grants[3], "2013-01-20")] {
            let voucher = Voucher::new("utbetaling", day(day_of));
            let tx = journal::begin(db).await.expect("a transaction");
            let half = Money::from_ore(grant.amount.ore() / 2);
            pay(&tx, house.clock().now(), &TELLER, grant.envelope, half, &voucher).await.expect("paid");
            tx.commit().await.expect("kept");
        }
        let voucher = Voucher::new("tilbake", day("2013-02-10"));
        let tx = journal::begin(db).await.expect("a transaction");
        let back = Money::from_kroner(1_000);
        take_back(&tx, house.clock().now(), &TELLER, grants[0].envelope, back, &voucher).await.expect("back");
        tx.commit().await.expect("kept");

        for on in ["2012-04-12", "2013-01-10", "2013-01-20", "2013-02-14"] {
            let told = figures(&house, Scope::Call(ips.id), on).await.expect("figures");
            let steps = [Step::ToCalls, Step::ToCounties, Step::Granted, Step::Paid, Step::Returned];
            let expected = ledger(db, "ips-2012", day(on)).await;
            assert_eq!(steps.map(|step| told.at(step)), expected, "{on}");
            let counties = |figure: fn(&status_reports::CountyLine) -> Money| {
                sum(told.counties.iter().map(figure))
            };
            assert_eq!(counties(|c| c.granted), expected[2], "{on}");
            assert_eq!((counties(|c| c.paid), counties(|c| c.returned)), (expected[3], expected[4]));
            let latest = told.latest_map.as_ref().expect("the map of today");
            let placed = sum(latest.counties.iter().map(|county| county.3)) + latest.unplaced.1;
            assert_eq!(placed, expected[2], "no project is lost on the way to another map");
            for county in &told.counties {
                let own = told.grants.iter().filter(|grant| grant.county == county.number);
                assert_eq!(sum(own.clone().map(|grant| grant.holds)), county.granted);
                assert_eq!(own.filter(|grant| grant.is_project()).count(), county.projects);
            }
        }
        // Before it was decided there is nothing to tell.
        assert_eq!(figures(&house, Scope::Call(ips.id), "2012-04-11").await, None);
        house.leave().await;
    }

    async fn the_same_money_in_every_scope(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let db = &house.house.db;
        let ips = call(db, "ips-2012").await;
        let on = "2013-02-14";
        let whole = figures(&house, Scope::Call(ips.id), on).await.expect("figures");
        let scheme = Scope::Scheme { scheme: ips.scheme, year: 2012 };
        let scheme = figures(&house, scheme, on).await.expect("figures");
        let year = figures(&house, Scope::Year(2012), on).await.expect("figures");
        assert_eq!((&whole.grants, &whole.steps), (&scheme.grants, &scheme.steps));
        assert_eq!((&whole.counties, whole.totals()), (&year.counties, year.totals()));
        assert_eq!(whole.map, Some(2008));
        let mut counties = Vec::new();
        for county in &whole.counties {
            let number = county.number.parse().expect("a number");
            let told = figures(&house, Scope::County { number, year: 2012 }, on).await;
            let told = told.expect("figures of a county, also of one without a project");
            assert_eq!(told.counties, std::slice::from_ref(county));
            assert_eq!(told.at(Step::Granted), county.granted);
            assert_eq!(told.at(Step::Appropriated), Money::ZERO, "that is not the county's");
            counties.push(told.totals());
        }
        let all = whole.totals();
        assert_eq!(counties.iter().map(|one| one.projects).sum::<usize>(), all.projects);
        assert_eq!(counties.iter().map(|one| one.owed).sum::<usize>(), all.owed);
        assert_eq!(sum(counties.iter().map(|one| one.applied)), all.applied);
        // The year after has a call that is open and nothing that is decided.
        assert_eq!(figures(&house, Scope::Year(2013), on).await, None);
        assert_eq!(figures(&house, Scope::Year(2010), on).await, None);
        house.leave().await;
    }

    async fn reporting_is_told_as_of_the_day(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let ips = call(&house.house.db, "ips-2012").await;
        let told = async |on: &str| {
            let figures = figures(&house, Scope::Call(ips.id), on).await.expect("figures");
            let reporting = figures.reporting();
            (reporting.delivered(), reporting.missing, reporting.not_due)
        };
        let (delivered, missing, not_due) = told("2013-02-14").await;
        assert!(delivered > 0 && missing == 0 && not_due > 0);
        assert_eq!(told("2012-12-31").await, (0, 0, 17));
        assert_eq!(told("2013-03-01").await, (delivered, 0, not_due), "the day lasts to midnight");
        assert_eq!(told("2013-03-02").await, (delivered, not_due, 0));
        house.leave().await;
    }

    async fn the_public_version_tells_no_small_count(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let ips = call(&house.house.db, "ips-2012").await;
        let all = figures(&house, Scope::Call(ips.id), "2013-02-14").await.expect("figures");
        let public = all.for_public();
        assert_eq!((all.audience, public.audience), (Audience::Internal, Audience::Public));
        let small = |figures: &ScopeFigures| {
            let counts = figures.grants.iter().filter_map(|grant| grant.participants.as_ref());
            counts.flat_map(|(_, counts)| counts.all()).flatten().filter(|count| *count < 5).count()
        };
        assert!(small(&all) > 0, "there is something to hide");
        assert_eq!(small(&public), 0);
        assert_eq!(public.totals(), all.totals(), "money and reports are public");
        assert!(public.grants.iter().all(|grant| grant.narrative.is_none()));
        let delivered = |figures: &ScopeFigures| {
            let reports = figures.grants.iter().flat_map(|grant| &grant.reports);
            reports.filter(|r| matches!(r.standing, ReportStanding::Delivered(_))).count()
        };
        assert_eq!(delivered(&public), delivered(&all));
        house.leave().await;
    }
}
