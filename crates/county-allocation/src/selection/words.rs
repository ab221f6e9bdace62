//! The sentences of [`Reason`], in three languages.

use super::{Rank, Reason};
use vocabulary::{Language, Money};

use Language::{Bokmal, English, Nynorsk};

impl Reason {
    /// What the applicant reads, a sentence or two: «Søknaden er nummer tre av fem i Rogaland etter
    /// poeng. Rammen på 1 300 000 kr ble brukt opp av de to første.»
    ///
    /// `county_name` is what the application's county is called; it is said only where the county had a
    /// frame of its own.
    pub fn in_words(&self, language: Language, county_name: Option<&str>) -> String {
        match (self.rank(), self) {
            (_, Reason::NothingRecommended) => match language {
                Bokmal => "De som vurderte søknaden, tilrådde ikke tilskudd.",
                Nynorsk => "Dei som vurderte søknaden, tilrådde ikkje tilskot.",
                English => "Those who assessed the application did not recommend a grant.",
            }
            .to_owned(),
            (_, Reason::Adjusted { by, why, from }) => adjusted(language, by, why, *from),
            (None, _) => String::new(),
            (Some(rank), _) => {
                let place = place(language, rank, county_name);
                match self.what_follows(language, rank) {
                    Follows::Within(words) => format!("{place}{words}"),
                    Follows::Sentence(words) => format!("{place}. {words}"),
                }
            }
        }
    }

    /// What is said after where it stands.
    fn what_follows(&self, language: Language, rank: Rank) -> Follows {
        use Follows::{Sentence, Within};
        let say = |nb: String, nn: String, en: String| {
            Sentence(match language {
                Bokmal => nb,
                Nynorsk => nn,
                English => en,
            })
        };
        let frame = rank.frame;
        match self {
            Reason::NothingRecommended | Reason::Adjusted { .. } => Within(String::new()),
            Reason::Funded { .. } => Within(
                match language {
                    Bokmal => " og er innenfor rammen.",
                    Nynorsk => " og er innanfor ramma.",
                    English => ", within the frame.",
                }
                .to_owned(),
            ),
            Reason::InOptimum { .. } => say(
                "Den er med i det utvalget som til sammen gir flest poeng innenfor rammene.".into(),
                "Han er med i det utvalet som til saman gir flest poeng innanfor rammene.".into(),
                "It belongs to the choice that adds up to the most points within the frames.".into(),
            ),
            Reason::OutsideOptimum { .. } => say(
                "Den er ikke med i det utvalget som til sammen gir flest poeng innenfor rammene."
                    .into(),
                "Han er ikkje med i det utvalet som til saman gir flest poeng innanfor rammene."
                    .into(),
                "It does not belong to the choice that adds up to the most points within the frames."
                    .into(),
            ),
            Reason::Partial { left, needed, least, .. } => say(
                format!(
                    "Det var {left} kr igjen av rammen, og det rekker ikke til {needed} kr. Søknaden får det som var igjen, og det er ikke mindre enn de {least} kr søkeren har sagt er det minste prosjektet kan gjennomføres med."
                ),
                format!(
                    "Det var {left} kr att av ramma, og det rekk ikkje til {needed} kr. Søknaden får det som var att, og det er ikkje mindre enn dei {least} kr søkjaren har sagt er det minste prosjektet kan gjennomførast med."
                ),
                format!(
                    "There were {left} kr left of the frame, which does not reach {needed} kr. The application gets what was left, which is no less than the {least} kr that the applicant has given as the least the project can be carried out with."
                ),
            ),
            Reason::CutByStep { percent_milli, from_score_milli, recommended, .. } => {
                let percent = decimal(*percent_milli, language);
                match from_score_milli.map(|from| decimal(from, language)) {
                    Some(from) if *percent_milli > 0 => say(
                        format!(
                            "Søknader med minst {from} poeng får {percent} % av det tilrådde beløpet på {recommended} kr."
                        ),
                        format!(
                            "Søknader med minst {from} poeng får {percent} % av det tilrådde beløpet på {recommended} kr."
                        ),
                        format!(
                            "Applications with at least {from} points get {percent} % of the recommended amount of {recommended} kr."
                        ),
                    ),
                    _ => say(
                        "Poengene når ikke opp til det laveste trinnet som gir tilskudd.".into(),
                        "Poenga når ikkje opp til det lågaste trinnet som gir tilskot.".into(),
                        "The score does not reach the lowest step that gives a grant.".into(),
                    ),
                }
            }
            Reason::CutProRata { percent_milli, recommended, .. } => {
                // To one decimal: the amounts beside it are exact.
                let percent = decimal((percent_milli + 50) / 100 * 100, language);
                say(
                    format!(
                        "Rammen på {frame} kr er delt forholdsmessig mellom alle som er tilrådd å få tilskudd, og søknaden får {percent} % av det tilrådde beløpet på {recommended} kr."
                    ),
                    format!(
                        "Ramma på {frame} kr er delt høvesvis mellom alle som er tilrådde å få tilskot, og søknaden får {percent} % av det tilrådde beløpet på {recommended} kr."
                    ),
                    format!(
                        "The frame of {frame} kr is shared in proportion by all that are recommended for a grant, and the application gets {percent} % of the recommended amount of {recommended} kr."
                    ),
                )
            }
            Reason::UsedUp { .. } if !frame.is_positive() => say(
                "Det er ikke satt av penger til denne rammen.".into(),
                "Det er ikkje sett av pengar til denne ramma.".into(),
                "No money has been set aside for this frame.".into(),
            ),
            Reason::UsedUp { funded_before, .. } => {
                let by = before(language, *funded_before, rank.place);
                say(
                    format!("Rammen på {frame} kr ble brukt opp av {by}."),
                    format!("Ramma på {frame} kr vart brukt opp av {by}."),
                    format!("The frame of {frame} kr was used up by {by}."),
                )
            }
            Reason::DoesNotFit { left, needed, .. } => say(
                format!(
                    "Det var {left} kr igjen av rammen på {frame} kr, og det rekker ikke til {needed} kr."
                ),
                format!(
                    "Det var {left} kr att av ramma på {frame} kr, og det rekk ikkje til {needed} kr."
                ),
                format!(
                    "There were {left} kr left of the frame of {frame} kr, which does not reach {needed} kr."
                ),
            ),
            Reason::Stopped { at, .. } => say(
                format!(
                    "Rammen på {frame} kr rakk ikke til søknaden på plass {at}, og lista slutter der."
                ),
                format!(
                    "Ramma på {frame} kr rakk ikkje til søknaden på plass {at}, og lista sluttar der."
                ),
                format!(
                    "The frame of {frame} kr did not reach the application in place {at}, and the list ends there."
                ),
            ),
            Reason::BelowLeast { offered, least, .. } => say(
                format!(
                    "Det den kunne fått, {offered} kr, er mindre enn {least} kr, som er det minste prosjektet kan gjennomføres med."
                ),
                format!(
                    "Det han kunne fått, {offered} kr, er mindre enn {least} kr, som er det minste prosjektet kan gjennomførast med."
                ),
                format!(
                    "What it could have got, {offered} kr, is less than {least} kr, the least the project can be carried out with."
                ),
            ),
            Reason::KeptForOthers { left, kept, needed, .. } => say(
                format!(
                    "Det var {left} kr igjen av budsjettet, men {kept} kr av dem er holdt av til fylker eller formål som ikke hadde fått det de minst skal ha. Resten rekker ikke til {needed} kr."
                ),
                format!(
                    "Det var {left} kr att av budsjettet, men {kept} kr av dei er haldne av til fylke eller føremål som ikkje hadde fått det dei minst skal ha. Resten rekk ikkje til {needed} kr."
                ),
                format!(
                    "There were {left} kr left of the budget, but {kept} kr of them are kept for counties or purposes that had not got their minimum. The rest does not reach {needed} kr."
                ),
            ),
            Reason::PurposeUsedUp { purpose, most, left, needed, .. } => say(
                format!(
                    "Formålet «{purpose}» kan få høyst {most} kr. Det var {left} kr igjen av dem, og det rekker ikke til {needed} kr."
                ),
                format!(
                    "Føremålet «{purpose}» kan få høgst {most} kr. Det var {left} kr att av dei, og det rekk ikkje til {needed} kr."
                ),
                format!(
                    "The purpose “{purpose}” may get {most} kr at most. There were {left} kr left of them, which does not reach {needed} kr."
                ),
            ),
            Reason::RecipientHasEnough { most: 1, .. } => say(
                "Søkeren kan få ett tilskudd, og har fått det for en søknad høyere på lista.".into(),
                "Søkjaren kan få eitt tilskot, og har fått det for ein søknad høgare på lista.".into(),
                "The applicant can get one grant, and has got it for an application higher on the list."
                    .into(),
            ),
            Reason::RecipientHasEnough { most, .. } => {
                let most = cardinal(language, usize::try_from(*most).unwrap_or(usize::MAX));
                say(
                    format!(
                        "Søkeren kan få høyst {most} tilskudd, og har fått det for søknader høyere på lista."
                    ),
                    format!(
                        "Søkjaren kan få høgst {most} tilskot, og har fått det for søknader høgare på lista."
                    ),
                    format!(
                        "The applicant can get {most} grants at most, and has got that for applications higher on the list."
                    ),
                )
            }
            Reason::ExcludedBy { reference, .. } => say(
                format!(
                    "Søknaden {reference} får tilskudd, og bare én av de to kan få det."
                ),
                format!("Søknaden {reference} får tilskot, og berre éin av dei to kan få det."),
                format!(
                    "The application {reference} is funded, and only one of the two can be."
                ),
            ),
        }
    }
}

/// How the words after the place are joined to it.
enum Follows {
    /// In the same sentence.
    Within(String),
    /// As a sentence of its own.
    Sentence(String),
}

fn adjusted(language: Language, by: &str, why: &str, from: Money) -> String {
    let why = why.trim().trim_end_matches('.');
    match language {
        Bokmal => format!("{why}. Beløpet er fastsatt av {by}; beregningen ga {from} kr."),
        Nynorsk => format!("{why}. Beløpet er fastsett av {by}; utrekninga gav {from} kr."),
        English => format!("{why}. The amount was set by {by}; the computation gave {from} kr."),
    }
}

fn place(language: Language, rank: Rank, county_name: Option<&str>) -> String {
    let of = cardinal(language, rank.of);
    let county = county_name.filter(|_| rank.county.is_some());
    match language {
        Bokmal | Nynorsk => {
            let within = county.map(|name| format!(" i {name}")).unwrap_or_default();
            let place = cardinal(language, rank.place);
            format!("Søknaden er nummer {place} av {of}{within} etter poeng")
        }
        English => {
            let within = county.map(|name| format!(" in {name}")).unwrap_or_default();
            format!("The application is {} of {of}{within} by score", ordinal(rank.place))
        }
    }
}

/// By whom a frame was used up.
fn before(language: Language, funded: usize, place: usize) -> String {
    let many = cardinal(language, funded);
    let all_before = funded + 1 == place;
    match (language, all_before, funded) {
        (Bokmal, true, 1) => "den første".into(),
        (Bokmal, true, _) => format!("de {many} første"),
        (Bokmal, false, 1) => "én søknad som står høyere på lista".into(),
        (Bokmal, false, _) => format!("{many} søknader som står høyere på lista"),
        (Nynorsk, true, 1) => "den første".into(),
        (Nynorsk, true, _) => format!("dei {many} første"),
        (Nynorsk, false, 1) => "éin søknad som står høgare på lista".into(),
        (Nynorsk, false, _) => format!("{many} søknader som står høgare på lista"),
        (English, true, 1) => "the first".into(),
        (English, true, _) => format!("the first {many}"),
        (English, false, 1) => "one application that stands higher on the list".into(),
        (English, false, _) => format!("{many} applications that stand higher on the list"),
    }
}

/// Small numbers as words, as running text has them; from thirteen on as digits.
fn cardinal(language: Language, number: usize) -> String {
    const WORDS: [[&str; 13]; 3] = [
        [
            "ingen", "én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve",
            "tolv",
        ],
        [
            "ingen", "éin", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti",
            "elleve", "tolv",
        ],
        [
            "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
            "eleven", "twelve",
        ],
    ];
    let words = match language {
        Bokmal => &WORDS[0],
        Nynorsk => &WORDS[1],
        English => &WORDS[2],
    };
    words.get(number).map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

fn ordinal(number: usize) -> String {
    const WORDS: [&str; 12] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
        "tenth", "eleventh", "twelfth",
    ];
    let word = number.checked_sub(1).and_then(|place| WORDS.get(place));
    word.map_or_else(|| format!("number {number}"), |word| (*word).to_owned())
}

/// Thousandths as a number with as many decimals as it needs: 62 500 is «62,5».
fn decimal(milli: i64, language: Language) -> String {
    let (whole, rest) = (milli / 1000, (milli % 1000).unsigned_abs());
    if rest == 0 {
        return whole.to_string();
    }
    let mark = if language == English { '.' } else { ',' };
    let digits = format!("{rest:03}");
    format!("{whole}{mark}{}", digits.trim_end_matches('0'))
}
