//! What people ask for while others are in their way: every request that writes is refused once, at one of
//! its statements, with what PostgreSQL says of two transactions that cannot both be. Nobody notices.

use super::call_to_report;
use super::house::{TestHouse, migrated};
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
