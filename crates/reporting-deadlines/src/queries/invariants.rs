//! What must hold, whoever has written.

use vocabulary::Invariant;

/// What must hold of deadlines, reminders and reports.
pub const INVARIANTS: &[Invariant] = &[
    Invariant {
        name: "reminder-one-live",
        says: "no recipient is reminded twice of one step for one due day",
        offenders: "SELECT d.grant_reference || ': ' || r.step || ' to ' || r.recipient_email AS offender \
            FROM reminder r JOIN deadline d ON d.id = r.deadline_id WHERE r.state <> 'withdrawn' \
            GROUP BY d.id, d.grant_reference, r.due_on, r.step, r.recipient_email HAVING COUNT(*) > 1",
    },
    Invariant {
        name: "reminder-has-its-letter",
        says: "every reminder has its letter, and is withdrawn when the letter is and only then",
        offenders: "SELECT d.grant_reference || ': ' || r.step || ' to ' || r.recipient_email AS offender \
            FROM reminder r JOIN deadline d ON d.id = r.deadline_id LEFT JOIN letter l ON l.id = r.letter_id \
            WHERE l.id IS NULL OR (r.state = 'withdrawn') <> (l.state = 'withdrawn')",
    },
    Invariant {
        name: "report-submitted-meets-its-deadline",
        says: "the deadline of a report that was handed in is open no more",
        offenders: "SELECT r.grant_reference || ': ' || r.title AS offender \
            FROM report r JOIN deadline d ON d.id = r.deadline_id WHERE r.state <> 'draft' AND d.state = 'open'",
    },
    Invariant {
        name: "report-answers-its-own-deadline",
        says: "a report and the deadline it meets are of the same grant, organisation and kind",
        offenders: "SELECT r.grant_reference || ': ' || r.title AS offender \
            FROM report r JOIN deadline d ON d.id = r.deadline_id \
            WHERE r.grant_id <> d.grant_id OR r.organisation_id <> d.organisation_id OR r.kind <> d.owed",
    },
    Invariant {
        name: "report-results-have-targets",
        says: "every result in a report that was handed in answers a target of its grant",
        offenders: "SELECT r.grant_reference || ': ' || r.title || ', target ' || s.target AS offender \
            FROM report_result s JOIN report r ON r.id = s.report_id \
            LEFT JOIN target t ON t.grant_id = r.grant_id AND t.position = s.target \
            WHERE r.state <> 'draft' AND t.position IS NULL",
    },
    Invariant {
        name: "report-departures-add-up-or-are-explained",
        says: "the reasons for leaving add up to those who left, or somebody says why not",
        offenders: "SELECT r.grant_reference || ': ' || r.title AS offender \
            FROM report_funnel f JOIN report r ON r.id = f.report_id \
            LEFT JOIN report_departure d ON d.report_id = f.report_id \
            GROUP BY r.id, r.grant_reference, r.title, f.departed, f.explanation \
            HAVING COALESCE(SUM(d.participants), 0) <> f.departed AND f.explanation = ''",
    },
];
