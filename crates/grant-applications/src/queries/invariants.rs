//! What must hold of calls, applications and assessments, as questions to the database.

use vocabulary::Invariant;

/// What must hold of calls, applications and assessments.
pub const INVARIANTS: &[Invariant] = &[
    Invariant {
        name: "call-open-has-a-published-form",
        says: "what applicants to a public call fill in is published",
        offenders: "SELECT c.slug || ': ' || f.slug || ' ' || v.number AS offender \
            FROM call c JOIN form_version v ON v.id = c.form_version_id JOIN form f ON f.id = v.form_id \
            WHERE c.state <> 'draft' AND v.state <> 'published'",
    },
    Invariant {
        name: "call-open-has-criteria",
        says: "there is something to score applications to a public call on",
        offenders: "SELECT c.slug AS offender FROM call c \
            LEFT JOIN call_criterion k ON k.call_id = c.id \
            WHERE c.state <> 'draft' GROUP BY c.slug HAVING COUNT(k.position) = 0",
    },
    Invariant {
        name: "call-amendments-without-gaps",
        says: "the amendments of a call are numbered from 1 without gaps",
        offenders: "SELECT c.slug AS offender FROM call c JOIN call_amendment m ON m.call_id = c.id \
            GROUP BY c.slug HAVING COUNT(*) <> MAX(m.number) OR MIN(m.number) <> 1",
    },
    Invariant {
        name: "scheme-versions-without-gaps",
        says: "the versions of a scheme are numbered from 1 without gaps",
        offenders: "SELECT s.slug AS offender FROM scheme s JOIN scheme_version v ON v.scheme_id = s.id \
            GROUP BY s.slug HAVING COUNT(*) <> MAX(v.number) OR MIN(v.number) <> 1",
    },
    Invariant {
        name: "scheme-appeal-body-where-appealable",
        says: "a scheme names who decides appeals only where its decisions can be appealed",
        offenders: "SELECT s.slug AS offender FROM scheme s \
            WHERE s.appeal_body IS NOT NULL AND (NOT s.appealable OR TRIM(s.appeal_body) = '')",
    },
    Invariant {
        name: "application-draft-has-the-form-of-its-open-call",
        says: "what is being written for an open call is written in the version of the form the call has",
        offenders: "SELECT a.reference AS offender FROM application_draft d \
            JOIN application a ON a.id = d.application_id JOIN call c ON c.id = a.call_id \
            WHERE c.state = 'open' AND d.form_version_id <> c.form_version_id",
    },
    Invariant {
        name: "application-is-its-latest-version",
        says: "what stands in an application that was sent in is the version sent in last",
        offenders: "SELECT a.reference AS offender FROM application a \
            JOIN application_version v ON v.application_id = a.id \
            AND v.number = (SELECT MAX(l.number) FROM application_version l WHERE l.application_id = a.id) \
            WHERE a.content_hash IS NULL OR a.content_hash <> v.content_hash",
    },
    Invariant {
        name: "application-versions-without-gaps",
        says: "the versions of an application are numbered from 1 without gaps",
        offenders: "SELECT a.reference AS offender FROM application a \
            JOIN application_version v ON v.application_id = a.id \
            GROUP BY a.reference HAVING COUNT(*) <> MAX(v.number) OR MIN(v.number) <> 1",
    },
    Invariant {
        name: "application-incomplete-was-asked",
        says: "an application that is incomplete was asked for something and has not answered yet",
        offenders: "SELECT a.reference AS offender FROM application a WHERE a.state = 'incomplete' \
            AND NOT EXISTS (SELECT 1 FROM information_request r \
            WHERE r.application_id = a.id AND r.answered_at IS NULL)",
    },
    Invariant {
        name: "application-is-its-latest-decision",
        says: "where a decided application stands is its latest decision, and only what is decided has one",
        offenders: "SELECT a.reference || ' is ' || a.state || ', decided ' || COALESCE(d.decision, 'never') AS offender \
            FROM application a LEFT JOIN application_decision d ON d.application_id = a.id \
            AND d.number = (SELECT MAX(l.number) FROM application_decision l WHERE l.application_id = a.id) \
            WHERE (a.decided_at IS NULL) <> (d.number IS NULL) \
            OR d.decision <> a.state OR d.reason <> a.reason OR d.decided_at <> a.decided_at",
    },
    Invariant {
        name: "application-decisions-without-gaps",
        says: "the decisions on an application are numbered from 1 without gaps",
        offenders: "SELECT a.reference AS offender FROM application a \
            JOIN application_decision d ON d.application_id = a.id \
            GROUP BY a.reference HAVING COUNT(*) <> MAX(d.number) OR MIN(d.number) <> 1",
    },
    Invariant {
        name: "assessment-scores-every-criterion",
        says: "an assessment gives points on every criterion of its call, within the scale",
        offenders: "SELECT a.reference || ': ' || s.assessor_name AS offender \
            FROM assessment s JOIN application a ON a.id = s.application_id \
            WHERE (SELECT COUNT(*) FROM assessment_score p WHERE p.assessment_id = s.id) \
                <> (SELECT COUNT(*) FROM call_criterion k WHERE k.call_id = a.call_id) \
            OR EXISTS (SELECT 1 FROM assessment_score p LEFT JOIN call_criterion k \
                ON k.call_id = a.call_id AND k.position = p.criterion \
                WHERE p.assessment_id = s.id AND (k.position IS NULL OR p.points > k.max_points))",
    },
    Invariant {
        name: "assessment-recommends-within-applied",
        says: "nobody recommends more than is applied for, alone or together",
        offenders: "SELECT a.reference || ': ' || s.assessor_name AS offender \
            FROM assessment s JOIN application a ON a.id = s.application_id \
            WHERE s.recommended_ore > a.amount_ore \
            UNION ALL SELECT a.reference || ': note ' || n.number AS offender \
            FROM consensus_note n JOIN application a ON a.id = n.application_id \
            WHERE n.recommended_ore > a.amount_ore",
    },
    Invariant {
        name: "assessment-by-the-impartial",
        says: "nobody has handed in an assessment after having declared to be disqualified",
        offenders: "SELECT a.reference || ': ' || s.assessor_name AS offender \
            FROM assessment s JOIN application a ON a.id = s.application_id \
            JOIN impartiality i ON i.application_id = s.application_id AND i.person_id = s.assessor_id \
            WHERE i.verdict = 'disqualified' AND i.declared_at < s.submitted_at \
            AND NOT EXISTS (SELECT 1 FROM impartiality j WHERE j.application_id = i.application_id \
                AND j.person_id = i.person_id AND j.declared_at <= s.submitted_at \
                AND (j.declared_at > i.declared_at OR (j.declared_at = i.declared_at AND j.id > i.id)))",
    },
    Invariant {
        name: "assessment-by-the-untied",
        says: "nobody has handed in an assessment while a tie to whom it concerns stood in the register",
        offenders: "SELECT a.reference || ': ' || s.assessor_name AS offender \
            FROM assessment s JOIN application a ON a.id = s.application_id \
            JOIN tie t ON t.person_id = s.assessor_id \
            WHERE t.to_on IS NULL AND t.registered_at < s.submitted_at \
            AND (t.organisation_id = a.organisation_id OR EXISTS (SELECT 1 FROM application_organisation p \
                WHERE p.application_id = a.id AND p.organisation_id = t.organisation_id \
                AND p.joined_at < s.submitted_at AND p.left_at IS NULL))",
    },
    Invariant {
        name: "consensus-notes-without-gaps",
        says: "what assessors agreed on is numbered from 1 without gaps",
        offenders: "SELECT a.reference AS offender FROM application a \
            JOIN consensus_note n ON n.application_id = a.id \
            GROUP BY a.reference HAVING COUNT(*) <> MAX(n.number) OR MIN(n.number) <> 1",
    },
];
