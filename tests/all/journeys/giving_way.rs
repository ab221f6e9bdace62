//! What people ask for while others are in their way: every request that writes is refused once, at one of
//! its statements, with what PostgreSQL says of two transactions that cannot both be. Nobody notices.

use super::house::{TestHouse, migrated, told};
use super::{access, call_to_report};
use tests::databases::Database;

#[tokio::test]
async fn the_whole_life_of_a_grant_though_every_request_gives_way_once() {
    let house = TestHouse::open(migrated(Database::Postgres).await, "2012-01-05").await;
    house.gives_way().await;
    call_to_report::lives(&house).await;
    let gave_way = house.gave_way().await;
    assert!(gave_way > 20, "{gave_way} requests gave way");
    house.leave().await;
}

#[tokio::test]
async fn every_route_keeps_what_it_promises_though_it_gives_way_once() {
    let house = TestHouse::told(told(Database::Postgres).await).await;
    house.gives_way().await;
    access::keeps_its_promises(&house).await;
    let gave_way = house.gave_way().await;
    assert!(gave_way > 60, "{gave_way} requests gave way");
    house.leave().await;
}
