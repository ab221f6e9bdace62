//! `/kit`: every part of the kit in all its states, for those who build pages. Its headings are
//! English; what stands in the parts is invented and Norwegian.

use super::*;
use askama::Template;
use axum::{extract::OriginalUri, response::Response};
use vocabulary::{Day, Money, Period};

static ROWS: ListSpec = ListSpec {
    sorts: &["title", "amount", "due"],
    first_sort: "title",
    filters: &["state"],
    per_page: 5,
};

struct Row {
    title: String,
    municipality: &'static str,
    amount: Money,
    due: Day,
    state: &'static str,
}

impl Row {
    fn badge(&self) -> Badge {
        state_badge(self.state)
    }
}

const STATES: [&str; 3] = ["active", "late", "closed"];

fn state_badge(state: &str) -> Badge {
    match state {
        "active" => Badge::new(Tone::Info, "Pågår"),
        "late" => Badge::new(Tone::Danger, "Rapport mangler"),
        _ => Badge::new(Tone::Success, "Avsluttet"),
    }
}

fn rows(query: &ListQuery) -> Vec<Row> {
    let municipalities =
        ["Sarpsborg", "Oppegård", "Nord-Aurdal", "Porsanger – Porsáŋgu – Porsanki"];
    let mut rows: Vec<Row> = (1_u8..=44)
        .map(|number| Row {
            title: format!("Individuell jobbstøtte, prosjekt {number:02}"),
            municipality: municipalities[usize::from(number) % municipalities.len()],
            amount: Money::from_kroner(150_000 + i64::from(number) * 37_500),
            due: first_of_march().plus_days(i64::from(number % 7)),
            state: STATES[usize::from(number) % STATES.len()],
        })
        .filter(|row| row.title.to_lowercase().contains(&query.q().to_lowercase()))
        .filter(|row| query.filter("state").is_none_or(|state| state == row.state))
        .collect();
    match query.sort().by {
        "amount" => rows.sort_by_key(|row| row.amount),
        "due" => rows.sort_by_key(|row| row.due),
        _ => {}
    }
    if query.sort().descending {
        rows.reverse();
    }
    rows
}

fn first_of_march() -> Day {
    Day::new(2013, 3, 1).unwrap_or_else(|| Day::from(chrono::NaiveDate::default()))
}

#[derive(Template)]
#[template(path = "kit/showcase.html")]
struct Showcase {
    frame: PageFrame,
    query: ListQuery,
    paging: Paging,
    rows: Vec<Row>,
    states: Vec<Choice>,
    badges: Vec<Badge>,
    form: Form,
    wrong_form: Form,
    moments: Vec<Moment>,
    steps: Vec<Step>,
    works: Vec<Progress>,
    facts: Vec<Fact>,
    key_figures: Vec<KeyFigure>,
    bars: Bars,
    differences: DifferenceBars,
    confirmations: Vec<Confirmation>,
    amount: Money,
    day: Day,
    period: Option<Period>,
}

fn fields() -> Vec<FormField> {
    let applicants = vec![Choice::new("0105", "Sarpsborg"), Choice::new("0217", "Oppegård")];
    let kinds = vec![
        Choice::new("new", "Nytt prosjekt"),
        Choice::new("continued", "Videreføring").hint("Prosjektet fikk tilskudd også i fjor."),
    ];
    let partners = vec![
        Choice::new("nav", "NAV-kontoret"),
        Choice::new("dps", "Distriktspsykiatrisk senter"),
        Choice::new("gp", "Fastleger"),
    ];
    vec![
        FormField::text("title", "Prosjektets navn").hint("Slik det skal stå i tilskuddsbrevet."),
        FormField::kroner("amount", "Søknadsbeløp").value("1 250 000"),
        FormField::day("start", "Oppstart").value("2013-01-01"),
        FormField::number("places", "Antall deltakere").optional(),
        FormField::new(Control::Select(applicants), "municipality", "Kommune"),
        FormField::new(Control::Radio(kinds), "kind", "Hva slags søknad er dette?").value("new"),
        FormField::new(Control::Checkboxes(partners), "partners", "Hvem samarbeider dere med?")
            .hint("Kryss av for alle som passer.")
            .optional(),
        FormField::lines(4, "purpose", "Formål").max_length(2000),
        FormField::new(Control::File(".pdf"), "plan", "Prosjektplan").hint("PDF.").optional(),
        FormField::email("contact", "E-post til kontaktperson").optional(),
        FormField::new(Control::Checkbox, "confirmed", "Jeg bekrefter at opplysningene er riktige"),
    ]
}

fn moments() -> Vec<Moment> {
    let day = first_of_march();
    let sent = When::At(day.plus_days(-14).at_hour(14, 30));
    vec![
        Moment::past(When::On(day.plus_days(-120)), "Tilskudd gitt").leading_to("/kit"),
        Moment::past(sent, "Påminnelse sendt").detail("Til post@kommune.example, av systemet."),
        Moment::past(When::On(day.plus_days(-1)), "Utbetaling stanset")
            .toned(Tone::Warning)
            .detail("Kontonummeret mangler."),
        Moment::now(When::On(day), "Frist for rapport").toned(Tone::Danger),
        Moment::ahead(When::On(day.plus_days(14)), "Purring"),
    ]
}

fn differences() -> DifferenceBars {
    let counties = [("Akershus", 480_000, "+0,84"), ("Oslo", -360_000, "−0,58"), ("Troms", 0, "0")];
    let row = |(label, kroner, note): (&str, i64, &str)| DifferenceBar {
        label: label.to_owned(),
        difference: Money::from_kroner(kroner),
        note: note.to_owned(),
    };
    DifferenceBars {
        caption: "Mer eller mindre enn i fjor".into(),
        label_head: "Fylke".into(),
        difference_head: "Forskjell (kr)".into(),
        note_head: "Per innb. (kr)".into(),
        rows: counties.map(row).into(),
    }
}

fn bars() -> Bars {
    let counties = [
        ("Østfold", 1_900_000),
        ("Akershus", 650_000),
        ("Sogn og Fjordane", 1_240_500),
        ("Nord-Trøndelag", 0),
        ("Finnmark – Finnmárku", 310_000),
    ];
    let rows = counties.map(|(name, kroner)| (name.to_owned(), Money::from_kroner(kroner)));
    Bars::new("Tilskudd etter fylke, 2012", "Fylke", rows)
}

fn confirmations() -> Vec<Confirmation> {
    let reason = FormField::lines(3, "reason", "Begrunnelse").hint("Står i vedtaket.");
    vec![
        Confirmation::new("/kit", "Vedta fordelingen", "/kit")
            .consequence("17 søkere får tilskuddsbrev, 12 får avslag. Brevene sendes i dag.")
            .consequence("kr 11 000 000 blir reservert på kapittel 765, post 62.")
            .hidden("version", "3"),
        Confirmation::new("/kit", "Trekk tilskuddet", "/kit")
            .consequence("Sarpsborg kommune må betale tilbake kr 400 000.")
            .dangerous()
            .field(reason),
    ]
}

fn visitor() -> Visitor {
    Visitor {
        person: Some(SignedIn {
            id: "kari".into(),
            name: "Kari Saksbehandler".into(),
            organisation: "Direktoratet".into(),
        }),
        nav: vec![
            NavItem::new("kit-nav", "/kit"),
            NavItem::new("kit-nav-problem", "/no-such-page").waiting(3),
        ],
        banner: Some(Banner::DateSet(first_of_march().plus_days(-14))),
    }
}

/// A stranger sees the kit as somebody signed in would.
fn shown_to_somebody(frame: PageFrame) -> PageFrame {
    if frame.visitor.person.is_some() { frame } else { frame.visited_by(visitor()) }
}

pub(super) async fn show(frame: PageFrame, OriginalUri(uri): OriginalUri) -> Response {
    let texts = frame.texts;
    let query = ListQuery::read(&ROWS, &uri);
    let found = rows(&query);
    let paging = query.paging(found.len() as u64);
    let shown = found.into_iter().skip(paging.offset() as usize).take(paging.limit() as usize);

    let sent = Filled::from(vec![("wrong-amount".to_owned(), "tolv kroner".to_owned())]);
    let mut errors = FieldErrors::none();
    errors.text(&sent, "wrong-title", texts);
    errors.kroner(&sent, "wrong-amount", texts);
    errors.add("wrong-kind", "Velg ett av svarene.");
    let kinds = vec![Choice::new("new", "Nytt prosjekt"), Choice::new("continued", "Videreføring")];
    errors.add("sum", "Budsjettet går ikke opp: det mangler kr 12 000.");
    let wrong_form = Form::new([
        FormField::text("wrong-title", "Prosjektets navn").hint("Kort og klart."),
        FormField::kroner("wrong-amount", "Søknadsbeløp"),
        FormField::new(Control::Radio(kinds), "wrong-kind", "Hva slags søknad er dette?"),
    ]);
    let day = first_of_march();
    let page = Showcase {
        frame: shown_to_somebody(frame).titled("The kit").under("Fordel", "/"),
        rows: shown.collect(),
        query,
        paging,
        states: STATES.map(|state| Choice::new(state, state_badge(state).text)).to_vec(),
        badges: ["Utkast", "Til vurdering", "Innvilget", "Frist i morgen", "Forfalt"]
            .into_iter()
            .zip(Tone::ALL)
            .map(|(text, tone)| Badge::new(tone, text))
            .collect(),
        form: Form::new(fields()),
        wrong_form: wrong_form.filled(&sent).checked(&errors),
        moments: moments(),
        steps: vec![
            Step::new(Phase::Done, "Søker").leading_to("/kit"),
            Step::new(Phase::Done, "Prosjekt").leading_to("/kit"),
            Step::new(Phase::Now, "Budsjett"),
            Step::new(Phase::Ahead, "Vedlegg"),
            Step::new(Phase::Ahead, "Se over og send"),
        ],
        works: vec![
            Progress { label: "Tilskuddsbrev lages".into(), done: 12, total: 17 },
            Progress { label: "Statusrapport lages".into(), done: 0, total: 0 },
        ],
        facts: vec![
            Fact::new("Søker", "Sarpsborg kommune").leading_to("/kit"),
            Fact::new("Organisasjonsnummer", "938 801 363"),
            Fact::new("Ordning", "Individuell jobbstøtte (IPS), forsøk i kommuner og helseforetak"),
        ],
        key_figures: vec![
            KeyFigure::new("Bevilget", texts_kroner(texts, 11_000_000)),
            KeyFigure::new("Utbetalt", texts_kroner(texts, 5_500_000)).note("50 % av bevilget"),
            KeyFigure::new("Prosjekter", "17").note("i 12 fylker"),
        ],
        bars: bars(),
        differences: differences(),
        confirmations: confirmations(),
        amount: Money::from_ore(125_000_050),
        day,
        period: Period::year(2013),
    };
    render(&page)
}

fn texts_kroner(texts: Texts, kroner: i64) -> String {
    format::kroner(Money::from_kroner(kroner), texts.language())
}

/// A confirmation on a page of its own, as acts that cannot be taken back have it.
pub(super) async fn confirm(frame: PageFrame) -> Response {
    let facts = vec![
        Fact::new("Ordning", "Individuell jobbstøtte"),
        Fact::new("Scenario", "Etter folketall, med gulv"),
    ];
    let confirmation = Confirmation::new("/kit", "Vedta fordelingen", "/kit")
        .consequence("17 søkere får tilskuddsbrev, 12 får avslag. Brevene sendes i dag.");
    let frame = shown_to_somebody(frame).titled("Vedta fordelingen?").under("The kit", "/kit");
    render(&ConfirmationPage { frame, facts, confirmation })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, http::Request};
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    async fn page(path: &str, language: &str) -> String {
        let request = Request::builder().uri(path).header("accept-language", language);
        let request = request.body(Body::empty()).expect("a request");
        let response = dress(routes::<()>()).oneshot(request).await.expect("an answer");
        assert_eq!(response.status(), 200, "{path}");
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        String::from_utf8(body.to_vec()).expect("UTF-8")
    }

    #[tokio::test]
    async fn the_kit_shows_in_every_language() {
        let _: Router = routes();
        for language in ["nb", "nn", "en"] {
            for path in ["/kit", "/kit?q=07&state=late&sort=-amount", "/kit?q=zzz", "/kit/confirm"]
            {
                let html = page(path, language).await;
                assert!(html.contains(&format!("<html lang=\"{language}\"")), "{path}");
                assert_eq!(html.matches("<h1").count(), 1, "{path}: one heading of the page");
                assert!(
                    !html.contains("style=\"") && !html.contains("onclick"),
                    "{path}: the policy"
                );
                assert_eq!(html.matches("<script").count(), 1, "{path}");
                let shown = html.replace("«", "").len();
                assert_eq!(shown, html.len(), "{path}: a text is missing");
            }
        }
    }

    #[tokio::test]
    async fn ids_stand_once_and_labels_lead_to_them() {
        let html = page("/kit", "nb").await;
        let values = |attribute: &str| -> Vec<String> {
            let begin = format!(" {attribute}=\"");
            let parts = html.split(&begin).skip(1);
            parts.map(|rest| rest.split('"').next().unwrap_or_default().to_owned()).collect()
        };
        let ids = values("id");
        let unique: std::collections::BTreeSet<_> = ids.iter().collect();
        assert_eq!(ids.len(), unique.len(), "{ids:?}");
        for attribute in ["for", "aria-describedby", "aria-labelledby"] {
            for id in values(attribute).iter().flat_map(|ids| ids.split(' ')) {
                assert!(ids.iter().any(|known| known == id), "{attribute} leads to no {id}");
            }
        }
        for anchor in values("href").iter().filter_map(|href| href.strip_prefix('#')) {
            assert!(ids.iter().any(|known| known == anchor), "#{anchor} leads nowhere");
        }
    }
}
