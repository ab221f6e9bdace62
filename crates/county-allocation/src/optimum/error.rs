//! Why there is no optimum.

use vocabulary::{CountyNumber, Language, Money};

/// Why no choice can be found. All but the last two are certain: no choice keeps all frames and rules.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OptimumError {
    /// A county's minimum is above its maximum.
    #[error("county {county} must get at least {least} kr and may get at most {most} kr")]
    LeastAboveMost {
        /// Which.
        county: CountyNumber,
        /// Its minimum.
        least: Money,
        /// Its maximum.
        most: Money,
    },
    /// The minima of the counties, or those of the purposes, add up to more than there is.
    #[error("the minima add up to {minima} kr, and there are {budget} kr")]
    LeastAboveBudget {
        /// Their sum.
        minima: Money,
        /// What there is.
        budget: Money,
    },
    /// Everything that can be funded in a county does not reach its minimum.
    #[error(
        "county {county} must get at least {least} kr, and what can be funded there adds up to {recommended} kr"
    )]
    CountyTooLittle {
        /// Which.
        county: CountyNumber,
        /// Its minimum.
        least: Money,
        /// What could be funded in all.
        recommended: Money,
    },
    /// Everything that can be funded for a purpose does not reach its minimum.
    #[error(
        "«{purpose}» must get at least {least} kr, and what can be funded for it adds up to {recommended} kr"
    )]
    PurposeTooLittle {
        /// Which.
        purpose: String,
        /// Its minimum.
        least: Money,
        /// What could be funded in all.
        recommended: Money,
    },
    /// Whole recommended amounts never add up to something between a county's minimum and maximum.
    #[error("no choice of whole amounts gives county {county} between {least} kr and {most} kr")]
    CountyNever {
        /// Which.
        county: CountyNumber,
        /// Its minimum.
        least: Money,
        /// Its maximum.
        most: Money,
    },
    /// Each minimum can be reached, but not all of them within the budget and the rules.
    #[error(
        "no choice of whole amounts reaches all minima ({minima} kr in all) within {budget} kr and the rules"
    )]
    NeverTogether {
        /// The sum of the minima of the counties, or of the purposes where that is more.
        minima: Money,
        /// What there is.
        budget: Money,
    },
    /// The sums do not fit into the numbers of this program.
    #[error("the amounts or scores are too large to be added up")]
    TooLarge,
    /// The effort ended before any choice was found that reaches the minima; there may be one.
    #[error("the effort ended before a choice was found that reaches all minima")]
    EffortEnded,
    /// The solver failed.
    #[error("the solver failed: {0}")]
    Solver(String),
}

impl OptimumError {
    /// The county it is about, so that its name can be looked up.
    pub fn county(&self) -> Option<CountyNumber> {
        match self {
            OptimumError::LeastAboveMost { county, .. }
            | OptimumError::CountyTooLittle { county, .. }
            | OptimumError::CountyNever { county, .. } => Some(*county),
            _ => None,
        }
    }

    /// The sentence an officer reads; `county_name` is what [`OptimumError::county`] is called.
    pub fn in_words(&self, language: Language, county_name: Option<&str>) -> String {
        use Language::{Bokmal, English, Nynorsk};
        let number = self.county().map(|county| county.to_string()).unwrap_or_default();
        let county = county_name.unwrap_or(&number);
        let say = |nb: String, nn: String, en: String| match language {
            Bokmal => nb,
            Nynorsk => nn,
            English => en,
        };
        match self {
            OptimumError::LeastAboveMost { least, most, .. } => say(
                format!("{county} skal ha minst {least} kr, men kan få høyst {most} kr."),
                format!("{county} skal ha minst {least} kr, men kan få høgst {most} kr."),
                format!("{county} must get at least {least} kr, but may get at most {most} kr."),
            ),
            OptimumError::LeastAboveBudget { minima, budget } => say(
                format!("Det som minst skal gis, er {minima} kr til sammen, og det er {budget} kr å dele ut."),
                format!("Det som minst skal gjevast, er {minima} kr til saman, og det er {budget} kr å dele ut."),
                format!("The minima add up to {minima} kr, and there are {budget} kr to share out."),
            ),
            OptimumError::CountyTooLittle { least, recommended, .. } => say(
                format!("{county} skal ha minst {least} kr, men det som kan få tilskudd der, er {recommended} kr til sammen."),
                format!("{county} skal ha minst {least} kr, men det som kan få tilskot der, er {recommended} kr til saman."),
                format!("{county} must get at least {least} kr, but what can be funded there adds up to {recommended} kr."),
            ),
            OptimumError::PurposeTooLittle { purpose, least, recommended } => say(
                format!("Formålet «{purpose}» skal ha minst {least} kr, men det som kan få tilskudd, er {recommended} kr til sammen."),
                format!("Føremålet «{purpose}» skal ha minst {least} kr, men det som kan få tilskot, er {recommended} kr til saman."),
                format!("The purpose “{purpose}” must get at least {least} kr, but what can be funded for it adds up to {recommended} kr."),
            ),
            OptimumError::CountyNever { least, most, .. } => say(
                format!("Ingen utvalg av hele beløp gir {county} mellom {least} kr og {most} kr."),
                format!("Ingen utval av heile beløp gjev {county} mellom {least} kr og {most} kr."),
                format!("No choice of whole amounts gives {county} between {least} kr and {most} kr."),
            ),
            OptimumError::NeverTogether { minima, budget } => say(
                format!("Ingen utvalg av hele beløp når alt som minst skal gis ({minima} kr til sammen), innenfor {budget} kr og reglene."),
                format!("Ingen utval av heile beløp når alt som minst skal gjevast ({minima} kr til saman), innanfor {budget} kr og reglane."),
                format!("No choice of whole amounts reaches all minima ({minima} kr in all) within {budget} kr and the rules."),
            ),
            OptimumError::TooLarge => say(
                "Beløpene eller poengene er for store til å legges sammen.".into(),
                "Beløpa eller poenga er for store til å leggjast saman.".into(),
                "The amounts or scores are too large to be added up.".into(),
            ),
            OptimumError::EffortEnded => say(
                "Beregningen stanset før den fant et utvalg som når alt som minst skal gis. Det kan likevel finnes et.".into(),
                "Utrekninga stansa før ho fann eit utval som når alt som minst skal gjevast. Det kan likevel finnast eit.".into(),
                "The computation ended before it found a choice that reaches all minima. There may be one all the same.".into(),
            ),
            OptimumError::Solver(why) => say(
                format!("Beregningen mislyktes: {why}"),
                format!("Utrekninga mislukkast: {why}"),
                format!("The computation failed: {why}"),
            ),
        }
    }
}
