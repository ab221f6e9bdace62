//! What is told of counts against somebody who knows the rules: every table of small numbers is tried.

use super::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// informed, started, departed, active, in work
const BODO: [u32; KINDS] = [30, 18, 4, 14, 5];
const TRONDHEIM: [u32; KINDS] = [38, 24, 7, 17, 6];

#[test]
fn what_is_small_is_hidden_and_what_gives_it_away_too() {
    let shown = shown(&[BODO, TRONDHEIM]);
    assert!(!shown.rows[0][DEPARTED]);
    // 18 who started less 14 who are active are the 4 who left.
    assert!(!(shown.rows[0][STARTED] && shown.rows[0][ACTIVE]), "{shown:?}");
    // And 11 who left less 7 are 4.
    assert!(!(shown.total[DEPARTED] && shown.rows[1][DEPARTED]), "{shown:?}");
    assert!(shown.total[STARTED] && shown.total[INFORMED], "{shown:?}");
}

#[test]
fn no_more_is_hidden_than_one_small_count_asks_for() {
    let shown = shown(&[[41, 26, 8, 18, 7], TRONDHEIM, BODO]);
    assert_eq!(shown.total, [true; KINDS], "{shown:?}");
    assert_eq!(shown.rows[0], [true; KINDS], "{shown:?}");
    let told: usize = shown.rows.iter().flatten().filter(|told| **told).count();
    assert_eq!(told, 11, "{shown:?}");
}

#[test]
fn large_counts_are_told() {
    let shown = shown(&[[40, 30, 10, 20, 12], [50, 30, 12, 18, 9]]);
    assert!(shown.rows.iter().flatten().chain(&shown.total).all(|told| *told), "{shown:?}");
}

#[test]
fn one_project_alone_hides_its_sum_with_it() {
    let shown = shown(&[[35, 17, 7, 10, 2]]);
    assert!(!shown.rows[0][IN_WORK] && !shown.total[IN_WORK]);
    assert!(shown.rows[0][STARTED] && shown.total[ACTIVE]);
}

#[test]
fn who_did_not_start_is_a_count_too() {
    let shown = shown(&[[20, 17, 7, 10, 8]]);
    assert!(!(shown.rows[0][INFORMED] && shown.rows[0][STARTED]), "{shown:?}");
}

/// A row with the two differences.
fn wide(row: &[u32; KINDS]) -> [i64; ALL] {
    let [informed, started, departed, active, in_work] = row.map(i64::from);
    [informed, started, departed, active, in_work, informed - started, started - in_work]
}

/// Every row of whole numbers that fits what is told of one, and what belongs together within it: the
/// nearest to the true one first, with nobody more than two persons beyond it.
fn rows_like(row: &[u32; KINDS], told: &[bool; KINDS]) -> Vec<[i64; ALL]> {
    let upto = |kind: usize, most: u32| match told[kind] {
        true => row[kind]..=row[kind],
        false => 0..=most,
    };
    let mut found = Vec::new();
    for informed in upto(INFORMED, row[INFORMED] + 2) {
        for started in upto(STARTED, informed) {
            for departed in upto(DEPARTED, started) {
                for in_work in upto(IN_WORK, started) {
                    if informed < started || started < departed || started < in_work {
                        continue;
                    }
                    let active = started - departed;
                    if !told[ACTIVE] || active == row[ACTIVE] {
                        found.push(wide(&[informed, started, departed, active, in_work]));
                    }
                }
            }
        }
    }
    let truth = wide(row);
    let distance =
        |one: &[i64; ALL]| one.iter().zip(&truth).map(|(a, b)| (a - b).abs()).sum::<i64>();
    found.sort_by_key(distance);
    found
}

/// The counts under 5 that are not told and that only one number fits, by trying them all.
fn given_away(rows: &[[u32; KINDS]], told: &Shown) -> BTreeSet<Cell> {
    let mut truth: Vec<[i64; ALL]> = rows.iter().map(wide).collect();
    truth.push(std::array::from_fn(|kind| truth.iter().map(|row| row[kind]).sum()));
    let is_told = |row: usize, kind: usize| {
        kind < KINDS && told.rows.get(row).map_or(told.total[kind], |row| row[kind])
    };
    let mut only: BTreeSet<Cell> = (0..truth.len())
        .flat_map(|row| (0..ALL).map(move |kind| (row, kind)))
        .filter(|(row, kind)| (0..5).contains(&truth[*row][*kind]) && !is_told(*row, *kind))
        .collect();
    let like: Vec<_> =
        rows.iter().zip(&told.rows).map(|(row, told)| rows_like(row, told)).collect();
    // The last row is looked up by what the sums leave for it.
    let seen = |sums: &[i64; ALL]| -> Vec<i64> {
        (0..KINDS).filter(|kind| told.total[*kind]).map(|kind| sums[kind]).collect()
    };
    let mut last: BTreeMap<Vec<i64>, Vec<[i64; ALL]>> = BTreeMap::new();
    for row in &like[rows.len() - 1] {
        last.entry(seen(row)).or_default().push(*row);
    }
    let mut table = Vec::new();
    try_all(&like[..rows.len() - 1], &mut table, &mut |table| {
        let mut left = truth[rows.len()];
        for row in table {
            left = std::array::from_fn(|kind| left[kind] - row[kind]);
        }
        for row in last.get(&seen(&left)).into_iter().flatten() {
            let whole = table.iter().chain([row]);
            let sums = std::array::from_fn(|kind| whole.clone().map(|row| row[kind]).sum());
            for (at, row) in whole.clone().chain([&sums]).enumerate() {
                only.retain(|(r, kind)| *r != at || row[*kind] == truth[at][*kind]);
            }
            if only.is_empty() {
                return true;
            }
        }
        false
    });
    only
}

/// Tries every choice of one of each; stops when it is told to.
fn try_all(
    like: &[Vec<[i64; ALL]>],
    table: &mut Vec<[i64; ALL]>,
    look: &mut impl FnMut(&[[i64; ALL]]) -> bool,
) -> bool {
    let Some((first, others)) = like.split_first() else { return look(table) };
    first.iter().any(|row| {
        table.push(*row);
        let enough = try_all(others, table, look);
        table.pop();
        enough
    })
}

#[test]
fn trying_all_finds_what_is_given_away() {
    // Two left of whom nobody is told, and five of them in all: the sum tells the four from the one.
    let rows = [BODO, TRONDHEIM];
    let all = |shown: bool| Shown { rows: vec![[shown; KINDS]; 2], total: [true; KINDS] };
    let mut told = all(true);
    told.rows[0][DEPARTED] = false;
    assert!(given_away(&rows, &told).contains(&(0, DEPARTED)));
    assert!(!given_away(&rows, &all(false)).contains(&(0, DEPARTED)));
}

#[test]
fn what_follows_from_the_floor_of_none_is_hidden_too() {
    // The third has told enough for its departed to follow, and once counted among the hidden ones, so
    // that the sum of the others gave them away.
    let rows = [[23, 18, 7, 11, 6], [26, 17, 0, 17, 8], [28, 19, 9, 10, 7], [15, 7, 0, 7, 2]];
    let told = shown(&rows);
    assert_eq!(given_away(&rows, &told), BTreeSet::new(), "{told:?}");
    let nobody = [[12, 9, 0, 9, 7], [14, 8, 0, 8, 6]];
    let told = shown(&nobody);
    assert_eq!(given_away(&nobody, &told), BTreeSet::new(), "{told:?}");
}

#[test]
fn counts_that_do_not_add_up_are_hidden_without_an_end() {
    // More started than were informed, fewer left than came, more in work than took part.
    let told = shown(&[[10, 12, 3, 4, 20], [3, 9, 9, 9, 1], TRONDHEIM]);
    assert!(!told.rows[0][DEPARTED] && !told.rows[0][ACTIVE] && !told.rows[1][IN_WORK], "{told:?}");
}

#[test]
fn a_hundred_projects_are_judged_at_once() {
    let of = |n: u32| {
        let (departed, active) = (n * 7 % 11, 3 + n * 5 % 17);
        let started = departed + active;
        [started + n * 3 % 9, started, departed, active, (n * 13 % 8).min(started)]
    };
    let rows: Vec<[u32; KINDS]> = (1..=100).map(of).collect();
    let told = shown(&rows);
    let count = told.rows.iter().flatten().filter(|told| **told).count();
    // Two of five could be told of each, if no count gave another one away.
    assert!(count >= 200, "only {count} of 500 are told");
    assert_eq!(told.total, [true; KINDS]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn nothing_small_is_told_or_follows(rows in proptest::collection::vec((0_u32..6, 0_u32..8, 0_u32..9, 0_u32..12), 1..4)) {
        let rows: Vec<[u32; KINDS]> = rows.into_iter().map(project).collect();
        let told = shown(&rows);
        is_hidden(&rows, &told)?;
        prop_assert_eq!(given_away(&rows, &told), BTreeSet::new(), "{:?}", told);
    }

    #[test]
    fn nothing_small_is_told_of_many(rows in proptest::collection::vec((0_u32..30, 0_u32..30, 0_u32..30, 0_u32..20), 1..12)) {
        let rows: Vec<[u32; KINDS]> = rows.into_iter().map(project).collect();
        let told = shown(&rows);
        is_hidden(&rows, &told)?;
        let mut sheet = Sheet::new(&rows);
        sheet.shown = told.rows;
        sheet.shown.push(told.total);
        prop_assert_eq!(sheet.disclosed(), vec![]);
        let following = sheet.determined();
        for kind in 0..ALL {
            let unknown = |row: &usize| !sheet.is_shown((*row, kind)) && !following.contains(&(*row, kind));
            let hidden: Vec<usize> = (0..rows.len()).filter(unknown).collect();
            let sum: i64 = hidden.iter().map(|row| sheet.values[*row][kind]).sum();
            prop_assert!(unknown(&rows.len()) || hidden.is_empty() || sum >= i64::from(LEAST));
        }
    }
}

/// A project whose counts add up: beyond those who started, departed, active, in work.
fn project((more, departed, active, work): (u32, u32, u32, u32)) -> [u32; KINDS] {
    let started = departed + active;
    [started + more, started, departed, active, work.min(started)]
}

fn is_hidden(rows: &[[u32; KINDS]], told: &Shown) -> Result<(), TestCaseError> {
    for kind in 0..KINDS {
        for (row, told) in rows.iter().zip(&told.rows) {
            prop_assert!(!told[kind] || row[kind] >= LEAST);
        }
        let sum: u32 = rows.iter().map(|row| row[kind]).sum();
        prop_assert!(!told.total[kind] || sum >= LEAST);
    }
    Ok(())
}
