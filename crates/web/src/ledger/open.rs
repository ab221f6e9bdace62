//! Opening a frame: an appropriation, a scheme's part of one, a call's budget in that.

use super::{
    Change, SURE, changes, frame_path, fresh_once, may_move, noted, once_of, sends_on, with_typed,
};
use crate::{
    App,
    kit::{
        Choice, Confirmation, Control, Fact, FieldErrors, Filled, Form, FormField, PageFrame,
        Problem, Texts, format::kroner, render, render_as,
    },
    session::Officer,
};
use askama::Template;
use axum::{
    Form as Sent,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use county_allocation::{
    ChangedFrame, Envelope, EnvelopeKind, LedgerError, Movement, NewEnvelope, Voucher, open_now,
    queries,
};
use grant_applications::queries::{calls_for_actor, scheme_by_slug, schemes_for_actor};
use vocabulary::{Actor, Money};

const NAMES: [&str; 7] = ["what", "year", "chapter", "item", "amount", "document", "day"];

#[derive(Template)]
#[template(path = "ledger/open.html")]
struct OpenPage {
    frame: PageFrame,
    action: String,
    about: String,
    around: Vec<Fact>,
    /// There is nothing to open a frame for.
    nothing: Option<String>,
    form: Form,
    once: String,
}

#[derive(Template)]
#[template(path = "ledger/confirm.html")]
struct ConfirmPage {
    frame: PageFrame,
    facts: Vec<Fact>,
    changes: Vec<Change>,
    confirmation: Confirmation,
}

/// Something a frame can be opened for.
struct Candidate {
    key: String,
    /// Its key where the first is another frame's: a scheme can have money of two posts in a year.
    otherwise: Option<String>,
    name: String,
    label: String,
}

/// Where a frame is to be opened, and for what.
struct Opening {
    around: Option<Envelope>,
    kind: EnvelopeKind,
    path: String,
    candidates: Vec<Candidate>,
}

async fn opening(
    app: &App,
    actor: &Actor,
    within: Option<&str>,
    texts: Texts,
) -> Result<Opening, Problem> {
    let Some(key) = within.filter(|key| !key.is_empty()) else {
        let path = "/ledger/new".to_owned();
        let kind = EnvelopeKind::Appropriation;
        return Ok(Opening { around: None, kind, path, candidates: Vec::new() });
    };
    let around = queries::envelope_by_key(&app.db, key).await?.ok_or_else(Problem::not_found)?;
    let (kind, mut candidates) = match around.kind {
        EnvelopeKind::Appropriation => (EnvelopeKind::Scheme, schemes(app, actor, key).await?),
        EnvelopeKind::Scheme => (EnvelopeKind::Call, calls(app, actor, key, texts).await?),
        _ => {
            let kind = EnvelopeKind::Award;
            let refused = LedgerError::NotInside { kind, around: Some(around.kind) };
            return Err(super::of_ledger(texts, &refused));
        }
    };
    let mut free = Vec::new();
    for mut candidate in candidates.drain(..) {
        let taken = queries::envelope_by_key(&app.db, &candidate.key).await?;
        let Some(taken) = taken else {
            free.push(candidate);
            continue;
        };
        // In this very frame it has one.
        if taken.parent != Some(around.id)
            && let Some(otherwise) = candidate.otherwise.take()
            && queries::envelope_by_key(&app.db, &otherwise).await?.is_none()
        {
            candidate.key = otherwise;
            free.push(candidate);
        }
    }
    let encoded: String = form_urlencoded::byte_serialize(key.as_bytes()).collect();
    let path = format!("/ledger/new?in={encoded}");
    Ok(Opening { around: Some(around), kind, path, candidates: free })
}

/// The schemes, each for the year of the appropriation.
async fn schemes(app: &App, actor: &Actor, key: &str) -> Result<Vec<Candidate>, Problem> {
    let post = key.split_once(':').map_or("", |(_, post)| post);
    let year = post.split(':').next().unwrap_or_default();
    let all = schemes_for_actor(&app.db, Some(actor)).await?;
    let candidate = |view: grant_applications::queries::SchemeView| Candidate {
        key: format!("scheme:{}:{year}", view.scheme.slug),
        otherwise: Some(format!("scheme:{}:{post}", view.scheme.slug)),
        label: view.scheme.name.clone(),
        name: view.scheme.name,
    };
    Ok(all.into_iter().map(candidate).collect())
}

/// The calls of the scheme that the frame is of; all of them where its key names none.
async fn calls(
    app: &App,
    actor: &Actor,
    key: &str,
    texts: Texts,
) -> Result<Vec<Candidate>, Problem> {
    let slug = key.split(':').nth(1).unwrap_or_default();
    let scheme = scheme_by_slug(&app.db, slug).await?;
    let mut all = calls_for_actor(&app.db, Some(actor)).await?;
    all.retain(|call| scheme.as_ref().is_none_or(|(scheme, _)| scheme.id == call.scheme));
    let candidate = |call: grant_applications::Call| Candidate {
        key: format!("call:{}", call.slug),
        otherwise: None,
        label: texts
            .t("ledger-open-call-budget")
            .with("name", &call.title)
            .with("amount", call.budget)
            .into(),
        name: call.title,
    };
    Ok(all.into_iter().map(candidate).collect())
}

impl Opening {
    fn is_top(&self) -> bool {
        self.kind == EnvelopeKind::Appropriation
    }

    fn fields(&self, app: &App, texts: Texts) -> Vec<FormField> {
        let today = app.clock.today();
        let mut fields = Vec::new();
        let document = FormField::text("document", texts.t("ledger-document")).max_length(200);
        let day = FormField::day("day", texts.t("ledger-day"))
            .hint(texts.t("ledger-day-hint"))
            .value(today.to_string());
        let amount = FormField::kroner("amount", texts.t("ledger-how-much"));
        if self.is_top() {
            fields.extend([
                FormField::number("year", texts.t("ledger-year")).value(today.year().to_string()),
                FormField::text("chapter", texts.t("ledger-chapter"))
                    .hint(texts.t("ledger-chapter-hint"))
                    .max_length(4),
                FormField::text("item", texts.t("ledger-item"))
                    .hint(texts.t("ledger-item-hint"))
                    .max_length(2),
                amount,
                document.hint(texts.t("ledger-document-needed")),
                day,
            ]);
        } else {
            let choices = self.candidates.iter().map(|one| Choice::new(&one.key, &one.label));
            let label = match self.kind {
                EnvelopeKind::Scheme => texts.t("ledger-scheme"),
                _ => texts.t("ledger-call"),
            };
            fields.extend([
                FormField::new(Control::Select(choices.collect()), "what", label),
                amount,
                document.hint(texts.t("ledger-document-hint")).optional(),
                day,
            ]);
        }
        fields
    }

    /// Whether a frame of this key can be chosen here; at the top the post says it.
    fn offers(&self, key: &str) -> bool {
        self.is_top() || self.candidates.iter().any(|one| one.key == key)
    }

    fn title(&self, texts: Texts) -> String {
        match self.kind {
            EnvelopeKind::Appropriation => texts.t("ledger-open-appropriation").into(),
            EnvelopeKind::Scheme => texts.t("ledger-open-scheme").into(),
            _ => texts.t("ledger-open-call").into(),
        }
    }

    fn facts(&self, texts: Texts) -> Vec<Fact> {
        let money = |amount: Money| kroner(amount, texts.language());
        let Some(around) = &self.around else { return Vec::new() };
        vec![
            Fact::new(texts.t("ledger-taken-from"), &around.name)
                .leading_to(frame_path(&around.key)),
            Fact::new(texts.t("ledger-remaining"), money(around.remaining())),
        ]
    }

    fn page(&self, frame: PageFrame, form: Form, once: String) -> OpenPage {
        let texts = frame.texts;
        let nothing = (!self.is_top() && self.candidates.is_empty()).then(|| match self.kind {
            EnvelopeKind::Scheme => texts.t("ledger-open-no-scheme").into(),
            _ => texts.t("ledger-open-no-call").into(),
        });
        OpenPage {
            action: self.path.clone(),
            about: match self.is_top() {
                true => texts.t("ledger-about-open-appropriation").into(),
                false => texts.t("ledger-about-open-inside").into(),
            },
            around: self.facts(texts),
            nothing,
            frame: self.framed(frame).with_errors(form.has_errors()),
            form,
            once,
        }
    }

    fn framed(&self, frame: PageFrame) -> PageFrame {
        let title = self.title(frame.texts);
        let frame = frame.titled(title).crumb("ledger-title", "/ledger");
        match &self.around {
            Some(around) => frame.under(&around.name, frame_path(&around.key)),
            None => frame,
        }
    }

    /// What is to be opened; what is missing or wrong is noted.
    fn asked_for(
        &self,
        filled: &Filled,
        errors: &mut FieldErrors,
        texts: Texts,
    ) -> Option<(String, String)> {
        if !self.is_top() {
            let chosen = errors.text(filled, "what", texts)?;
            let found = self.candidates.iter().find(|one| one.key == chosen);
            if let Some(found) = found {
                return Some((found.key.clone(), found.name.clone()));
            }
            // Opened meanwhile, perhaps by this very form: the ledger knows.
            return Some((chosen.to_owned(), chosen.to_owned()));
        }
        let year = errors.number(filled, "year", texts);
        let year = year.filter(|year| (1900..=2200).contains(year));
        if year.is_none() {
            errors.add("year", texts.t("ledger-rule-wrong-from-year"));
        }
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let chapter = errors.text(filled, "chapter", texts);
        if chapter.is_some_and(|chapter| !digits(chapter) || chapter.len() > 4) {
            errors.add("chapter", texts.t("ledger-chapter-hint"));
        }
        let item = errors.text(filled, "item", texts);
        if item.is_some_and(|item| !digits(item) || item.len() > 2) {
            errors.add("item", texts.t("ledger-item-hint"));
        }
        let (year, chapter, item) = (year?, chapter?, item?);
        let key = format!("appropriation:{year}:{chapter}.{item}");
        // A name that stays, as the state's budget writes it, whatever language reads it.
        Some((key, format!("Kapittel {chapter} post {item} ({year})")))
    }
}

/// What the address says.
fn within(typed: &Filled) -> Option<String> {
    Some(typed.one("in").to_owned()).filter(|key| !key.is_empty())
}

/// `GET /ledger/new?in=scheme:ips:2012`: what is to be opened there.
pub(crate) async fn ask(
    State(app): State<App>,
    Officer(actor): Officer,
    Query(typed): Query<Vec<(String, String)>>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let texts = frame.texts;
    may_move(&actor, texts)?;
    let typed = Filled::from(typed);
    let opening = opening(&app, &actor, within(&typed).as_deref(), texts).await?;
    let fields = opening.fields(&app, texts).into_iter().map(|field| {
        let said = !typed.one(&field.name).is_empty();
        if said { field.filled(&typed) } else { field }
    });
    let form = Form::new(fields.collect::<Vec<_>>());
    Ok(render(&opening.page(frame, form, fresh_once())))
}

/// `POST /ledger/new?in=…`: what would change, and with a yes to that, the opening.
pub(crate) async fn send(
    State(app): State<App>,
    Officer(actor): Officer,
    Query(asked): Query<Vec<(String, String)>>,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (texts, filled) = (frame.texts, Filled::from(pairs));
    may_move(&actor, texts)?;
    let opening = opening(&app, &actor, within(&asked.into()).as_deref(), texts).await?;
    let once = once_of(&filled);
    let frame = PageFrame { path: with_typed(&opening.path, &filled, &NAMES), ..frame };
    let (mut errors, mut status) = (FieldErrors::none(), StatusCode::UNPROCESSABLE_ENTITY);
    let mut new = opening.asked_for(&filled, &mut errors, texts);
    if let Some((key, _)) = &new
        && !opening.offers(key)
        && queries::envelope_by_key(&app.db, key).await?.is_none()
    {
        errors.add("what", texts.t("form-required"));
        new = None;
    }
    let amount = errors.kroner(&filled, "amount", texts);
    let document = match opening.is_top() {
        true => errors.text(&filled, "document", texts),
        false => Some(filled.one("document")).filter(|document| !document.is_empty()),
    };
    let day = errors.day(&filled, "day", texts);
    if let (Some((key, name)), Some(amount), Some(day), true) =
        (new, amount, day, errors.is_empty())
    {
        let voucher = Voucher::new(&name, day).once(&once);
        let voucher = document.iter().fold(voucher, |voucher, one| voucher.with_document(*one));
        let parent = opening.around.as_ref().map(|around| around.key.clone());
        let new = NewEnvelope { parent, kind: opening.kind, key, name, county: None, amount };
        let refused = if filled.one(SURE) == "yes" {
            match open_now(&app.db, app.clock.as_ref(), &actor, &new, &voucher).await {
                Ok(opened) => {
                    let done = format!("{}?done=open", frame_path(&opened.key));
                    return Ok(Redirect::to(&done).into_response());
                }
                Err(refused) => refused,
            }
        } else {
            match foreseen(&app, &opening, &new).await? {
                Ok(changed) => {
                    let rows = changes(&changed, texts);
                    let page = confirm(&opening, frame, &filled, &once, rows, (&new, &voucher));
                    return Ok(render(&page));
                }
                Err(refused) => refused,
            }
        };
        status = noted(texts, &refused, &mut errors)?;
        // What is taken is the post.
        if let Some(said) = errors.of("what").map(str::to_owned).filter(|_| opening.is_top()) {
            errors = FieldErrors::none();
            errors.add("item", said);
        }
    }
    let form = Form::new(opening.fields(&app, texts)).filled(&filled).checked(&errors);
    Ok(render_as(status, &opening.page(frame, form, fresh_once())))
}

/// What opening would change in the frame around.
async fn foreseen(
    app: &App,
    opening: &Opening,
    new: &NewEnvelope,
) -> Result<Result<Vec<ChangedFrame>, LedgerError>, Problem> {
    if queries::envelope_by_key(&app.db, &new.key).await?.is_some() {
        return Ok(Err(LedgerError::KeyTaken(new.key.clone())));
    }
    if !new.amount.is_positive() || new.amount > Envelope::LARGEST {
        return Ok(Err(LedgerError::Nothing));
    }
    let Some(around) = &opening.around else { return Ok(Ok(Vec::new())) };
    Ok(match around.moved(Movement::Reserve, new.amount) {
        Ok(after) => Ok(vec![ChangedFrame { before: around.clone(), after }]),
        Err(refused) => {
            let (remaining, asked) = (refused.remaining, refused.asked);
            Err(LedgerError::NoRoom { envelope: around.name.clone(), remaining, asked })
        }
    })
}

fn confirm(
    opening: &Opening,
    frame: PageFrame,
    filled: &Filled,
    once: &str,
    changes: Vec<Change>,
    (new, voucher): (&NewEnvelope, &Voucher),
) -> ConfirmPage {
    let texts = frame.texts;
    let mut facts = vec![
        Fact::new(texts.t("ledger-frame"), &new.name),
        Fact::new(texts.t("ledger-key"), &new.key),
        Fact::new(texts.t("ledger-how-much"), kroner(new.amount, texts.language())),
    ];
    if let Some(document) = &voucher.document {
        facts.push(Fact::new(texts.t("ledger-document"), document));
    }
    facts.push(Fact::new(texts.t("ledger-day"), voucher.day.in_words(texts.language())));
    let back = with_typed(&opening.path, filled, &NAMES);
    let confirmation = Confirmation::new(&opening.path, opening.title(texts), back)
        .consequence(texts.t("ledger-confirm-opened"))
        .consequence(texts.t("ledger-confirm-never-edited"));
    ConfirmPage {
        facts,
        changes,
        confirmation: sends_on(confirmation, filled, &NAMES, once),
        frame: opening.framed(frame),
    }
}
