//! What must hold of the ledger and of scenarios, as questions to the database.

use crate::ledger::every_movement;
use vocabulary::Invariant;

/// Frames that do not equal their entries, each entry counted as the table of movements says.
macro_rules! unlike_its_entries {
    ($($(#[$about:meta])* $name:ident $word:literal $amount:literal $reserved:literal $paid:literal
       $returned:literal;)+) => {
        concat!(
            "SELECT e.key || ' does not equal its entries' AS offender FROM envelope e ",
            "LEFT JOIN envelope_entry m ON m.envelope_id = e.id ",
            "GROUP BY e.id, e.key, e.amount_ore, e.reserved_ore, e.paid_ore, e.returned_ore ",
            "HAVING e.amount_ore <> COALESCE(SUM(m.amount_ore * CASE m.movement ",
            $("WHEN '", $word, "' THEN ", $amount, " ",)+
            "END), 0) OR e.reserved_ore <> COALESCE(SUM(m.amount_ore * CASE m.movement ",
            $("WHEN '", $word, "' THEN ", $reserved, " ",)+
            "END), 0) OR e.paid_ore <> COALESCE(SUM(m.amount_ore * CASE m.movement ",
            $("WHEN '", $word, "' THEN ", $paid, " ",)+
            "END), 0) OR e.returned_ore <> COALESCE(SUM(m.amount_ore * CASE m.movement ",
            $("WHEN '", $word, "' THEN ", $returned, " ",)+
            "END), 0)"
        )
    };
}

/// What must hold of the ledger and of scenarios.
pub const INVARIANTS: &[Invariant] = &[
    Invariant {
        name: "envelope-children-within-parent",
        says: "what the frames inside a frame hold is what the frame has reserved for them",
        offenders: "SELECT p.key || ' has reserved ' || p.reserved_ore || ' øre, and its children hold ' || COALESCE(SUM(c.amount_ore), 0) AS offender \
            FROM envelope p LEFT JOIN envelope c ON c.parent_id = p.id WHERE p.kind <> 'award' \
            GROUP BY p.id, p.key, p.reserved_ore HAVING p.reserved_ore <> COALESCE(SUM(c.amount_ore), 0)",
    },
    Invariant {
        name: "envelope-paid-within-reserved-within-amount",
        says: "paid is never above reserved, reserved never above the amount",
        offenders: "SELECT key AS offender FROM envelope WHERE paid_ore > reserved_ore OR reserved_ore > amount_ore OR paid_ore < 0 OR returned_ore > paid_ore",
    },
    Invariant {
        name: "envelope-entries-add-up",
        says: "the entries of an envelope add up to its columns",
        offenders: every_movement!(unlike_its_entries),
    },
    Invariant {
        name: "envelope-paid-adds-up",
        says: "what is paid in a frame is what is paid in the frames inside it",
        offenders: "SELECT p.key || ' has paid ' || p.paid_ore || ' øre, and its children ' || SUM(c.paid_ore) AS offender \
            FROM envelope p JOIN envelope c ON c.parent_id = p.id GROUP BY p.id, p.key, p.paid_ore HAVING p.paid_ore <> SUM(c.paid_ore)",
    },
    Invariant {
        name: "envelope-returned-adds-up",
        says: "what came back to a frame is what came back to the frames inside it",
        offenders: "SELECT p.key || ' got ' || p.returned_ore || ' øre back, and its children ' || SUM(c.returned_ore) AS offender \
            FROM envelope p JOIN envelope c ON c.parent_id = p.id GROUP BY p.id, p.key, p.returned_ore HAVING p.returned_ore <> SUM(c.returned_ore)",
    },
    Invariant {
        name: "envelope-between-two-adds-up",
        says: "what one frame gave another, the other got from it",
        offenders: "SELECT a.key || ' and ' || b.key || ' do not agree on what went from the one to the other' AS offender \
            FROM (SELECT CASE WHEN movement IN ('transfer-out', 'carry-out') THEN envelope_id ELSE counter_id END AS giver, \
            CASE WHEN movement IN ('transfer-out', 'carry-out') THEN counter_id ELSE envelope_id END AS taker, \
            CASE WHEN movement IN ('transfer-out', 'transfer-in') THEN 'transfer' ELSE 'carry' END AS kind, \
            CASE WHEN movement IN ('transfer-out', 'carry-out') THEN amount_ore ELSE -amount_ore END AS ore \
            FROM envelope_entry WHERE counter_id IS NOT NULL) m \
            JOIN envelope a ON a.id = m.giver JOIN envelope b ON b.id = m.taker \
            GROUP BY a.id, a.key, b.id, b.key, m.kind HAVING SUM(m.ore) <> 0",
    },
    Invariant {
        name: "envelope-carried-has-its-years",
        says: "of all money that was carried over it is known which year's it is",
        offenders: "SELECT e.key || ' carried over other amounts than its years add up to' AS offender FROM envelope e \
            WHERE COALESCE((SELECT SUM(m.amount_ore) FROM envelope_entry m WHERE m.envelope_id = e.id AND m.movement = 'carry-out'), 0) \
            <> COALESCE((SELECT SUM(c.amount_ore) FROM carried c WHERE c.from_envelope = e.id), 0) \
            OR COALESCE((SELECT SUM(m.amount_ore) FROM envelope_entry m WHERE m.envelope_id = e.id AND m.movement = 'carry-in'), 0) \
            <> COALESCE((SELECT SUM(c.amount_ore) FROM carried c WHERE c.to_envelope = e.id), 0)",
    },
    Invariant {
        name: "envelope-entry-on-a-day-that-had-come",
        says: "no movement counts for a day before its frame was opened",
        offenders: "SELECT e.key || ' moved on ' || CAST(m.day AS text) || ', before it was opened' AS offender \
            FROM envelope_entry m JOIN envelope e ON e.id = m.envelope_id JOIN envelope_entry o ON o.envelope_id = e.id AND o.movement = 'open' \
            WHERE m.day < o.day",
    },
    Invariant {
        name: "scenario-adopted-within-budget",
        says: "an adopted scenario awards no more than its budget, and its counties add up to its lines",
        offenders: "SELECT s.name || ' awards ' || SUM(l.awarded_ore) || ' øre of ' || s.budget_ore AS offender FROM scenario s JOIN scenario_line l ON l.scenario_id = s.id \
            WHERE s.state = 'adopted' GROUP BY s.id, s.name, s.budget_ore HAVING SUM(l.awarded_ore) > s.budget_ore \
            OR SUM(l.awarded_ore) <> (SELECT SUM(c.awarded_ore) FROM scenario_county c WHERE c.scenario_id = s.id)",
    },
    Invariant {
        name: "scenario-adjusted-lines-say-so",
        says: "a line of a scenario gets what was set for it by hand, and says so",
        offenders: "SELECT s.name || ' gives place ' || COALESCE(CAST(l.place AS text), 'none') || ' other than what was set' AS offender FROM scenario_adjustment a \
            JOIN scenario s ON s.id = a.scenario_id LEFT JOIN scenario_line l ON l.scenario_id = a.scenario_id AND l.application_id = a.application_id \
            WHERE l.awarded_ore IS NULL OR l.awarded_ore <> a.amount_ore OR l.reason NOT LIKE '%\"because\":\"adjusted\"%'",
    },
];
