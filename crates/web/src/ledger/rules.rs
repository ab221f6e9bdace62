//! How long unused money of a post can be used: the rules, and a further one.

use super::{SURE, may_move, noted, sends_on, with_typed};
use crate::{
    App,
    kit::{
        Confirmation, ConfirmationPage, Fact, FieldErrors, Filled, Form, FormField, PageFrame,
        Problem, Texts, render, render_as,
    },
    session::{Officer, holds_budget_authority},
};
use askama::Template;
use axum::{
    Form as Sent,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use county_allocation::{CarryRule, LedgerError, queries, set_carry_rule};
use vocabulary::{Actor, Day, Language};

const PATH: &str = "/ledger/carry-rules";

const NAMES: [&str; 7] =
    ["chapter", "item", "from_year", "years_on", "most", "source", "source_on"];

struct Row {
    post: String,
    from_year: i32,
    how_long: String,
    most: String,
    source: String,
    source_on: Day,
}

#[derive(Template)]
#[template(path = "ledger/rules.html")]
struct RulesPage {
    frame: PageFrame,
    done: bool,
    rows: Vec<Row>,
    form: Option<Form>,
}

/// How long money can be used, in words.
fn how_long(years_on: i32, texts: Texts) -> String {
    match years_on {
        0 => texts.t("ledger-rule-not-at-all").into(),
        _ => texts.t("ledger-rule-years").with("count", years_on).into(),
    }
}

/// Thousandths as people write a share: `5 %`, `12,5 %`.
fn percent(milli: i32, language: Language) -> String {
    let (whole, rest) = (milli / 10, milli % 10);
    match (rest, language) {
        (0, Language::English) => format!("{whole}%"),
        (0, _) => format!("{whole}\u{a0}%"),
        (_, Language::English) => format!("{whole}.{rest}%"),
        (..) => format!("{whole},{rest}\u{a0}%"),
    }
}

/// The thousandths that somebody typed as per cent, one decimal at most.
fn read_percent(typed: &str) -> Option<i32> {
    let bare = typed.trim().trim_end_matches('%').trim().replace(',', ".");
    let (whole, rest) = bare.split_once('.').unwrap_or((&bare, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || rest.len() != 1 || !digits(rest) {
        return None;
    }
    let (whole, rest): (i32, i32) = (whole.parse().ok()?, rest.parse().ok()?);
    whole.checked_mul(10)?.checked_add(rest)
}

fn post(rule: &CarryRule, texts: Texts) -> String {
    match rule.chapter.as_str() {
        "*" => texts.t("ledger-rule-general").into(),
        chapter => format!("{chapter}.{}", rule.item),
    }
}

fn most(rule: &CarryRule, texts: Texts) -> String {
    match rule.most_milli {
        Some(milli) => {
            texts.t("ledger-rule-at-most").with("share", percent(milli, texts.language())).into()
        }
        None => texts.t("ledger-rule-everything").into(),
    }
}

fn fields(texts: Texts) -> [FormField; 7] {
    [
        FormField::text("chapter", texts.t("ledger-chapter"))
            .hint(texts.t("ledger-rule-chapter-hint"))
            .max_length(4),
        FormField::text("item", texts.t("ledger-item"))
            .hint(texts.t("ledger-rule-item-hint"))
            .max_length(2),
        FormField::number("from_year", texts.t("ledger-rule-from"))
            .hint(texts.t("ledger-rule-from-hint")),
        FormField::number("years_on", texts.t("ledger-rule-years-on"))
            .hint(texts.t("ledger-rule-years-on-hint")),
        FormField::text("most", texts.t("ledger-rule-most"))
            .hint(texts.t("ledger-rule-most-hint"))
            .max_length(6)
            .optional(),
        FormField::text("source", texts.t("ledger-rule-source"))
            .hint(texts.t("ledger-rule-source-hint"))
            .max_length(300),
        FormField::day("source_on", texts.t("ledger-rule-source-on")),
    ]
}

async fn page(
    app: &App,
    actor: &Actor,
    frame: PageFrame,
    form: Form,
    done: bool,
) -> Result<RulesPage, Problem> {
    let texts = frame.texts;
    let rules = queries::carry_rules(&app.db).await?;
    let row = |rule: CarryRule| Row {
        post: post(&rule, texts),
        from_year: rule.from_year,
        how_long: how_long(rule.years_on, texts),
        most: most(&rule, texts),
        source: rule.source,
        source_on: rule.source_on,
    };
    Ok(RulesPage {
        rows: rules.into_iter().map(row).collect(),
        done,
        frame: frame
            .titled_by("ledger-rules-title")
            .with_errors(form.has_errors())
            .crumb("ledger-title", "/ledger"),
        form: holds_budget_authority(actor).then_some(form),
    })
}

/// `GET /ledger/carry-rules`: the rules, and the form filled in with what the address says.
pub(crate) async fn list(
    State(app): State<App>,
    Officer(actor): Officer,
    Query(typed): Query<Vec<(String, String)>>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let typed = Filled::from(typed);
    let form = Form::new(fields(frame.texts)).filled(&typed);
    let done = typed.one("done") == "set";
    Ok(render(&page(&app, &actor, frame, form, done).await?))
}

/// `POST /ledger/carry-rules`: the rule as it would stand, and with a yes to that, the rule.
pub(crate) async fn set(
    State(app): State<App>,
    Officer(actor): Officer,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (texts, filled) = (frame.texts, Filled::from(pairs));
    may_move(&actor, texts)?;
    let frame = PageFrame { path: with_typed(PATH, &filled, &NAMES), ..frame };
    let (mut errors, mut status) = (FieldErrors::none(), StatusCode::UNPROCESSABLE_ENTITY);
    let chapter = errors.text(&filled, "chapter", texts);
    let item = errors.text(&filled, "item", texts);
    let number = |errors: &mut FieldErrors, name: &str| {
        // A number that no year and no count of years is, so that the rule itself says what is wrong.
        errors.number(&filled, name, texts).map(|number| i32::try_from(number).unwrap_or(-1))
    };
    let from_year = number(&mut errors, "from_year");
    let years_on = number(&mut errors, "years_on");
    let most_milli = match filled.one("most") {
        "" => None,
        typed => {
            let read = read_percent(typed);
            if read.is_none() {
                errors.add("most", texts.t("ledger-rule-wrong-most"));
            }
            read
        }
    };
    let source = errors.text(&filled, "source", texts);
    let source_on = errors.day(&filled, "source_on", texts);
    if let (
        Some(chapter),
        Some(item),
        Some(from_year),
        Some(years_on),
        Some(source),
        Some(source_on),
        true,
    ) = (chapter, item, from_year, years_on, source, source_on, errors.is_empty())
    {
        let rule = CarryRule {
            chapter: chapter.to_owned(),
            item: item.to_owned(),
            from_year,
            years_on,
            most_milli,
            source: source.to_owned(),
            source_on,
        };
        let wrong = rule.wrong().map(LedgerError::NotARule);
        let refused = match wrong {
            Some(wrong) => wrong,
            None if filled.one(SURE) != "yes" => {
                return Ok(render(&confirm(&rule, frame, &filled)));
            }
            None => match set_carry_rule(&app.db, app.clock.as_ref(), &actor, rule).await {
                Ok(()) => return Ok(Redirect::to(&format!("{PATH}?done=set")).into_response()),
                Err(refused) => refused,
            },
        };
        status = noted(texts, &refused, &mut errors)?;
    }
    let form = Form::new(fields(texts)).filled(&filled).checked(&errors);
    Ok(render_as(status, &page(&app, &actor, frame, form, false).await?))
}

fn confirm(rule: &CarryRule, frame: PageFrame, filled: &Filled) -> ConfirmationPage {
    let texts = frame.texts;
    let facts = vec![
        Fact::new(texts.t("ledger-rule-post"), post(rule, texts)),
        Fact::new(texts.t("ledger-rule-from"), rule.from_year.to_string()),
        Fact::new(texts.t("ledger-rule-how-long"), how_long(rule.years_on, texts)),
        Fact::new(texts.t("ledger-rule-how-much"), most(rule, texts)),
        Fact::new(texts.t("ledger-rule-source"), &rule.source),
        Fact::new(texts.t("ledger-rule-source-on"), rule.source_on.in_words(texts.language())),
    ];
    let example = texts
        .t("ledger-rule-example")
        .with("year", rule.from_year.to_string())
        .with("until", (rule.from_year + rule.years_on).to_string());
    let back = with_typed(PATH, filled, &NAMES);
    let confirmation = Confirmation::new(PATH, texts.t("ledger-rule-set"), back)
        .consequence(example)
        .consequence(texts.t("ledger-rule-never-edited"));
    ConfirmationPage {
        facts,
        // A rule is set once by what it says; it needs no key of its own.
        confirmation: sends_on(confirmation, filled, &NAMES, ""),
        frame: frame
            .titled_by("ledger-rule-set")
            .crumb("ledger-title", "/ledger")
            .crumb("ledger-rules-title", PATH),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_as_people_write_them() {
        for (typed, read) in [
            ("5", Some(50)),
            ("12,5 %", Some(125)),
            ("100%", Some(1000)),
            ("0.5", Some(5)),
            ("5,25", None),
            ("fem", None),
            ("-5", None),
            ("99999999999", None),
        ] {
            assert_eq!(read_percent(typed), read, "{typed}");
        }
        assert_eq!(percent(125, Language::Bokmal), "12,5\u{a0}%");
        assert_eq!(percent(50, Language::English), "5%");
    }
}
