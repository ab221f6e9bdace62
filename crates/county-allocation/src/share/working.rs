//! The working as rows that a person can check by hand: the command line and the page show the same.

use super::{
    Apportionment, Bound, BoundRound, Decimal, Quotient, Ratio, Share, Shares, Tie, TieBy, TieOver,
    UnitCode, whole_number,
};
use vocabulary::{Language, Money};

/// A column of the working.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WorkingColumn {
    /// Who.
    Unit,
    /// What it counts by.
    Weight,
    /// The quota without bounds.
    Quota,
    /// The quota in the last round of meeting the bounds.
    Bounded,
    /// How the quota was rounded: +1 where up, and what was taken back.
    Rounding,
    /// The quotient of the last unit.
    Last,
    /// The quotient of the unit that it would have got next.
    Next,
    /// The least it may get, where that is not the same for all.
    Floor,
    /// The most it may get, where that is not the same for all; its demand counts as a cap.
    Cap,
    /// The bound that holds it.
    Bound,
    /// Whole units.
    Units,
    /// The lump.
    Lump,
    /// What it gets, in kroner.
    Amount,
}

impl WorkingColumn {
    /// The head of the column.
    pub const fn title(self, language: Language) -> &'static str {
        let [nb, nn, en] = match self {
            WorkingColumn::Unit => ["enhet", "eining", "unit"],
            WorkingColumn::Weight => ["vekt", "vekt", "weight"],
            WorkingColumn::Quota => ["kvote", "kvote", "quota"],
            WorkingColumn::Bounded => ["kvote i rammene", "kvote i rammene", "quota in bounds"],
            WorkingColumn::Rounding => ["avrunding", "avrunding", "rounding"],
            WorkingColumn::Last => ["siste kvotient", "siste kvotient", "last quotient"],
            WorkingColumn::Next => ["neste kvotient", "neste kvotient", "next quotient"],
            WorkingColumn::Floor => ["gulv, kr", "golv, kr", "floor, kr"],
            WorkingColumn::Cap => ["tak, kr", "tak, kr", "cap, kr"],
            WorkingColumn::Bound => ["grense", "grense", "bound"],
            WorkingColumn::Units => ["enheter", "einingar", "units"],
            WorkingColumn::Lump => ["grunnbeløp, kr", "grunnbeløp, kr", "lump, kr"],
            WorkingColumn::Amount => ["beløp, kr", "beløp, kr", "amount, kr"],
        };
        match language {
            Language::Bokmal => nb,
            Language::Nynorsk => nn,
            Language::English => en,
        }
    }
    /// Numbers stand to the right.
    pub const fn is_number(self) -> bool {
        !matches!(self, WorkingColumn::Unit | WorkingColumn::Bound)
    }
}

/// A line of the working.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingRow {
    /// Whose; none for sums.
    pub unit: Option<UnitCode>,
    /// One text per column; empty where there is nothing to say.
    pub cells: Vec<String>,
}

/// The whole working, in words and rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Working {
    /// What was shared, and how.
    pub title: String,
    /// The columns that this method has.
    pub columns: Vec<WorkingColumn>,
    /// One row per unit, in the order of the input.
    pub rows: Vec<WorkingRow>,
    /// The sum, the rest and the reserve; and the pot, which they add up to.
    pub sums: Vec<WorkingRow>,
    /// How to check it by hand: sentences about quotas, rounds, ties and what was taken back.
    pub notes: Vec<String>,
}

/// The working of shares, for a reader. `name` says what a unit is called in it: its code alone, or with
/// the county's name.
pub fn working_rows(
    shares: &Shares,
    language: Language,
    name: &dyn Fn(&UnitCode) -> String,
) -> Working {
    let tell = Tell { shares, language, name };
    let columns = tell.columns();
    let places = tell.places();
    let row = |share: &Share| WorkingRow {
        unit: Some(share.unit.clone()),
        cells: columns.iter().map(|column| tell.cell(*column, share, places)).collect(),
    };
    Working {
        title: tell.title(),
        rows: shares.shares.iter().map(row).collect(),
        sums: tell.sums(&columns, places),
        notes: tell.notes(places),
        columns,
    }
}

struct Tell<'a> {
    shares: &'a Shares,
    language: Language,
    name: &'a dyn Fn(&UnitCode) -> String,
}

impl Tell<'_> {
    /// The sentence of the language.
    fn say(&self, nb: String, nn: String, en: String) -> String {
        match self.language {
            Language::Bokmal => nb,
            Language::Nynorsk => nn,
            Language::English => en,
        }
    }
    fn method(&self) -> Apportionment {
        self.shares.terms.method
    }
    fn ratio(&self, ratio: Ratio, places: u32) -> String {
        ratio.decimals(places).in_words(self.language)
    }
    fn names(&self, units: &[UnitCode]) -> String {
        let names: Vec<String> = units.iter().map(|unit| (self.name)(unit)).collect();
        let and = match self.language {
            Language::Bokmal | Language::Nynorsk => "og",
            Language::English => "and",
        };
        match names.as_slice() {
            [] => String::new(),
            [only] => only.clone(),
            [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
        }
    }

    fn columns(&self) -> Vec<WorkingColumn> {
        let shares = self.shares;
        let mut columns = vec![WorkingColumn::Unit, WorkingColumn::Weight, WorkingColumn::Quota];
        if self.method().has_divisors() {
            columns.extend([WorkingColumn::Last, WorkingColumn::Next]);
        } else {
            if !shares.rounds.is_empty() {
                columns.push(WorkingColumn::Bounded);
            }
            columns.push(WorkingColumn::Rounding);
        }
        if shares.shares.iter().any(|share| share.floor != shares.terms.floor) {
            columns.push(WorkingColumn::Floor);
        }
        if shares.shares.iter().any(|share| share.cap != shares.terms.cap) {
            columns.push(WorkingColumn::Cap);
        }
        if shares.shares.iter().any(|share| share.bound.is_some()) {
            columns.push(WorkingColumn::Bound);
        }
        columns.push(WorkingColumn::Units);
        if shares.shares.iter().any(|share| share.lump != Money::ZERO) {
            columns.push(WorkingColumn::Lump);
        }
        columns.push(WorkingColumn::Amount);
        columns
    }

    /// So many decimals of the quotas that the smallest remainder that was rounded up and the largest
    /// that was not look different, where they are.
    fn places(&self) -> u32 {
        let Some((up, down)) = self.cut() else { return 3 };
        let shown = |share: &Share, places| rounded(share).decimals(places);
        if rounded(up).numerator == rounded(down).numerator {
            return 3;
        }
        let fraction = |share: &Share, places| {
            let whole = Ratio { numerator: 0, ..rounded(share) };
            shown(share, places).digits - whole.decimals(places).digits
        };
        (3..=12).find(|&places| fraction(up, places) != fraction(down, places)).unwrap_or(12)
    }

    /// The last that was rounded up and the first that was not, by remainder.
    fn cut(&self) -> Option<(&Share, &Share)> {
        if self.method() != Apportionment::Hamilton {
            return None;
        }
        let free = || self.shares.shares.iter().filter(|share| share.bound.is_none());
        let key = |share: &&Share| {
            (rounded(share).numerator, share.weight, std::cmp::Reverse(share.unit.clone()))
        };
        let up = free().filter(|share| share.rounded_up).min_by_key(key)?;
        let down = free().filter(|share| !share.rounded_up).max_by_key(key)?;
        Some((up, down))
    }

    fn title(&self) -> String {
        let Shares { terms, shares, .. } = self.shares;
        let (pot, unit, count) = (terms.pot, terms.unit, shares.len());
        let method = terms.method.name(self.language);
        self.say(
            format!("{pot} kr på {count} etter metoden {method}, i hele {unit} kr"),
            format!("{pot} kr på {count} etter metoden {method}, i heile {unit} kr"),
            format!("{pot} kr over {count} by {method}, in units of {unit} kr"),
        )
    }

    fn cell(&self, column: WorkingColumn, share: &Share, places: u32) -> String {
        let quotient = |quotient: Option<Quotient>| match quotient {
            Some(Quotient { value: Some(value), .. }) => value.in_words(self.language),
            Some(Quotient { value: None, .. }) => "∞".to_owned(),
            None => String::new(),
        };
        let amount = |amount: Option<Money>| amount.map_or_else(String::new, |kr| kr.to_string());
        match column {
            WorkingColumn::Unit => (self.name)(&share.unit),
            WorkingColumn::Weight => whole_number(share.weight),
            WorkingColumn::Quota => self.ratio(share.quota, places),
            WorkingColumn::Bounded => {
                share.bounded.map_or_else(String::new, |bounded| self.ratio(bounded, places))
            }
            WorkingColumn::Rounding => {
                let up = if share.rounded_up { "+1" } else { "" };
                match share.taken {
                    0 => up.to_owned(),
                    taken => format!("{up} {}", whole_number(-taken)).trim().to_owned(),
                }
            }
            WorkingColumn::Last => quotient(share.last),
            WorkingColumn::Next => quotient(share.next),
            WorkingColumn::Floor => amount(share.floor),
            WorkingColumn::Cap => amount(share.cap),
            WorkingColumn::Bound => {
                share.bound.map_or_else(String::new, |bound| self.bound(bound).into())
            }
            WorkingColumn::Units => whole_number(share.units),
            WorkingColumn::Lump => share.lump.to_string(),
            WorkingColumn::Amount => share.amount.to_string(),
        }
    }

    const fn bound(&self, bound: Bound) -> &'static str {
        match (bound, self.language) {
            (Bound::Floor, Language::Bokmal) => "gulv",
            (Bound::Floor, Language::Nynorsk) => "golv",
            (Bound::Floor, Language::English) => "floor",
            (Bound::Cap, Language::Bokmal | Language::Nynorsk) => "tak",
            (Bound::Cap, Language::English) => "cap",
        }
    }

    fn sums(&self, columns: &[WorkingColumn], places: u32) -> Vec<WorkingRow> {
        let shares = self.shares;
        let line = |label: String, amount: Money, full: bool| WorkingRow {
            unit: None,
            cells: columns
                .iter()
                .map(|column| match column {
                    WorkingColumn::Unit => label.clone(),
                    WorkingColumn::Amount => amount.to_string(),
                    WorkingColumn::Weight if full => whole_number(shares.weight),
                    WorkingColumn::Quota if full => {
                        let all = Ratio { whole: shares.units, ..Ratio::ZERO };
                        self.ratio(all, places)
                    }
                    WorkingColumn::Units if full => {
                        whole_number(shares.shares.iter().map(|share| share.units).sum())
                    }
                    WorkingColumn::Lump if full => {
                        let lumps: Money = shares.shares.iter().map(|share| share.lump).sum();
                        lumps.to_string()
                    }
                    _ => String::new(),
                })
                .collect(),
        };
        let word = |nb: &str, nn: &str, en: &str| self.say(nb.into(), nn.into(), en.into());
        let mut sums = vec![
            line(word("sum", "sum", "sum"), shares.shared(), true),
            line(word("rest", "rest", "rest"), shares.rest, false),
        ];
        if shares.terms.reserve != Money::ZERO {
            sums.push(line(word("reserve", "reserve", "reserve"), shares.terms.reserve, false));
        }
        sums.push(line(word("i alt", "i alt", "in all"), shares.terms.pot, false));
        sums
    }

    fn notes(&self, places: u32) -> Vec<String> {
        let (units, weight) = (whole_number(self.shares.units), whole_number(self.shares.weight));
        let mut notes = vec![self.say(
            format!("Kvoten er vekten ganger {units} enheter delt på {weight}, summen av vektene."),
            format!("Kvoten er vekta gonger {units} einingar delt på {weight}, summen av vektene."),
            format!("The quota is the weight times {units} units divided by {weight}, the sum of the weights."),
        )];
        notes.extend(self.bounds_for_all());
        for (number, round) in (1..).zip(&self.shares.rounds) {
            notes.push(self.round(number, round));
        }
        match self.method() {
            Apportionment::Hamilton => notes.extend(self.remainders(places)),
            Apportionment::Nominal => notes.push(self.rounding()),
            _ => notes.extend(self.quotients()),
        }
        notes.extend(self.shares.ties.iter().map(|tie| self.tie(tie)));
        notes
    }

    fn bounds_for_all(&self) -> Option<String> {
        let terms = &self.shares.terms;
        let (nb, nn, en) = match (terms.floor, terms.cap) {
            (None, None) => return None,
            (Some(floor), None) => (
                format!("minst {floor} kr"),
                format!("minst {floor} kr"),
                format!("at least {floor} kr"),
            ),
            (None, Some(cap)) => {
                (format!("høyst {cap} kr"), format!("høgst {cap} kr"), format!("at most {cap} kr"))
            }
            (Some(floor), Some(cap)) => (
                format!("minst {floor} kr og høyst {cap} kr"),
                format!("minst {floor} kr og høgst {cap} kr"),
                format!("at least {floor} kr and at most {cap} kr"),
            ),
        };
        Some(self.say(
            format!("Hver får {nb}, om ikke egne grenser er satt."),
            format!("Kvar får {nn}, om ikkje eigne grenser er sette."),
            format!("Each gets {en}, unless bounds of its own are set."),
        ))
    }

    fn round(&self, number: usize, round: &BoundRound) -> String {
        let (left, weight) = (whole_number(round.left), whole_number(round.weight));
        let free = round.free;
        let begin = self.say(
            format!("Runde {number}: {left} enheter på {free} med vekt {weight} til sammen."),
            format!("Runde {number}: {left} einingar på {free} med vekt {weight} til saman."),
            format!("Round {number}: {left} units over {free} with a weight of {weight} together."),
        );
        let (above, below) = (self.ratio(round.above_caps, 3), self.ratio(round.below_floors, 3));
        let off = match (round.above_caps.decimals(12).digits, round.below_floors.decimals(12).digits) {
            (0, 0) => self.say(
                "Ingen bryter noen grense.".into(),
                "Ingen bryt noka grense.".into(),
                "Nobody is beyond a bound.".into(),
            ),
            (_, 0) => self.say(
                format!("Kvotene er {above} over takene."),
                format!("Kvotane er {above} over taka."),
                format!("The quotas are {above} above caps."),
            ),
            (0, _) => self.say(
                format!("Kvotene er {below} under gulvene."),
                format!("Kvotane er {below} under golva."),
                format!("The quotas are {below} below floors."),
            ),
            _ => self.say(
                format!("Kvotene er {above} over takene og {below} under gulvene; det største avviket rettes først."),
                format!("Kvotane er {above} over taka og {below} under golva; det største avviket blir retta først."),
                format!("The quotas are {above} above caps and {below} below floors; the larger is met first."),
            ),
        };
        let mut words = format!("{begin} {off}");
        for bound in [Bound::Cap, Bound::Floor] {
            let those = round.pinned.iter().filter(|pinned| pinned.bound == bound);
            let texts: Vec<String> = those
                .map(|pinned| {
                    let quota = self.ratio(pinned.quota, 3);
                    let units = whole_number(pinned.units);
                    format!("{} ({quota} → {units})", (self.name)(&pinned.unit))
                })
                .collect();
            if texts.is_empty() {
                continue;
            }
            let (those, word) = (texts.join(", "), self.bound(bound));
            words += " ";
            words += &self.say(
                format!("Settes til {word}: {those}."),
                format!("Blir sette til {word}: {those}."),
                format!("Set to the {word}: {those}."),
            );
        }
        words
    }

    fn remainders(&self, places: u32) -> Option<String> {
        let ups = self.shares.shares.iter().filter(|share| share.rounded_up).count();
        let (up, down) = self.cut()?;
        let fraction = |share: &Share| self.ratio(Ratio { whole: 0, ..rounded(share) }, places);
        let (least, most) = (fraction(up), fraction(down));
        let (up, down) = ((self.name)(&up.unit), (self.name)(&down.unit));
        Some(self.say(
            format!("Hele enheter av kvotene lar {ups} enheter stå igjen; de går til de største restleddene. Det minste som fikk: {up} ({least}); det største som ikke fikk: {down} ({most})."),
            format!("Heile einingar av kvotane lèt {ups} einingar stå att; dei går til dei største restledda. Det minste som fekk: {up} ({least}); det største som ikkje fekk: {down} ({most})."),
            format!("Whole units of the quotas leave {ups} units over; they go to the largest remainders. The smallest that got one: {up} ({least}); the largest that did not: {down} ({most})."),
        ))
    }

    fn rounding(&self) -> String {
        let shares = self.shares;
        let taken: Vec<&Share> = shares.shares.iter().filter(|share| share.taken > 0).collect();
        let over: i64 = taken.iter().map(|share| share.taken).sum();
        let given: i64 = shares.shares.iter().map(|share| share.units).sum();
        let left = shares.units - given;
        let rule = self.say(
            "Hver kvote rundes av for seg, en halv oppover.".into(),
            "Kvar kvote blir runda av for seg, ein halv oppover.".into(),
            "Each quota is rounded by itself, a half upwards.".into(),
        );
        let (over_by, left_over) = (whole_number(over), whole_number(left));
        let outcome = match (over, left) {
            (0, 0) => {
                self.say("Det går opp.".into(), "Det går opp.".into(), "It comes out even.".into())
            }
            (0, _) => self.say(
                format!("Enheter som ingen får og som blir stående som rest: {left_over}."),
                format!("Einingar som ingen får og som blir ståande som rest: {left_over}."),
                format!("Units that nobody gets and that stay as rest: {left_over}."),
            ),
            _ => {
                let from: Vec<UnitCode> = taken.iter().map(|share| share.unit.clone()).collect();
                let from = self.names(&from);
                self.say(
                    format!("Det blir for mange enheter ({over_by}); de tas tilbake fra den største: {from}."),
                    format!("Det blir for mange einingar ({over_by}); dei blir tekne tilbake frå den største: {from}."),
                    format!("That is too many units ({over_by}); they are taken back from the largest: {from}."),
                )
            }
        };
        format!("{rule} {outcome}")
    }

    fn quotients(&self) -> Vec<String> {
        let bounded = self.shares.shares.iter().any(|share| share.bound.is_some());
        let [nb, nn, en] = match self.method() {
            Apportionment::SainteLague => [
                ["1, 3, 5 …", "rund av til nærmeste hele tall"],
                ["1, 3, 5 …", "rund av til næraste heile tal"],
                ["1, 3, 5 …", "round to the nearest whole number"],
            ],
            Apportionment::ModifiedSainteLague => [
                ["1,4, 3, 5 …", "rund av til nærmeste hele tall, men til 1 først fra 0,7"],
                ["1,4, 3, 5 …", "rund av til næraste heile tal, men til 1 først frå 0,7"],
                ["1.4, 3, 5 …", "round to the nearest whole number, but to 1 only from 0.7"],
            ],
            Apportionment::HuntingtonHill => [
                [
                    "√(0·1), √(1·2), √(2·3) …",
                    "rund opp fra det geometriske gjennomsnittet av de to nærmeste hele tallene",
                ],
                [
                    "√(0·1), √(1·2), √(2·3) …",
                    "rund opp frå det geometriske gjennomsnittet av dei to næraste heile tala",
                ],
                [
                    "√(0·1), √(1·2), √(2·3) …",
                    "round up from the geometric mean of the two nearest whole numbers",
                ],
            ],
            _ => {
                [["1, 2, 3 …", "rund ned"], ["1, 2, 3 …", "rund ned"], ["1, 2, 3 …", "round down"]]
            }
        };
        let mut notes = vec![self.say(
            format!("Kvotientene er vekten delt på {}; hver enhet går til den største neste kvotienten.", nb[0]),
            format!("Kvotientane er vekta delt på {}; kvar eining går til den største neste kvotienten.", nn[0]),
            format!("The quotients are the weight divided by {}; each unit goes to the largest next quotient.", en[0]),
        )];
        if bounded {
            notes.push(self.say(
                "Alle begynner med gulvet sitt, og den som er kommet til taket sitt, får ikke flere.".into(),
                "Alle byrjar med golvet sitt, og den som er komen til taket sitt, får ikkje fleire.".into(),
                "Everybody begins with their floor, and who has come to their cap gets no more.".into(),
            ));
        }
        if let Some(divisor) = self.shares.divisor {
            notes.push(self.check_by(divisor, [nb[1], nn[1], en[1]], bounded));
        }
        notes
    }

    fn check_by(&self, divisor: Decimal, [nb, nn, en]: [&str; 3], bounded: bool) -> String {
        let divisor = divisor.in_words(self.language);
        let but = |words: &'static str| if bounded { words } else { "" };
        self.say(
            format!(
                "Kontroll: del alle vektene på {divisor} og {nb}; det er enhetene{}.",
                but(", utenom der en grense gjelder")
            ),
            format!(
                "Kontroll: del alle vektene på {divisor} og {nn}; det er einingane{}.",
                but(", utanom der ei grense gjeld")
            ),
            format!(
                "To check: divide every weight by {divisor} and {en}; that gives the units{}.",
                but(", but where a bound holds")
            ),
        )
    }

    fn tie(&self, tie: &Tie) -> String {
        let (all, got) = (self.names(&tie.among), self.names(&tie.among[..tie.got]));
        let [nb, nn, en] = match tie.over {
            TieOver::Remainder => ["like restledd", "like restledd", "equal remainders"],
            TieOver::Quotient => ["like kvotienter", "like kvotientar", "equal quotients"],
            TieOver::Largest => ["like beløp", "like beløp", "equal amounts"],
        };
        let [by_nb, by_nn, by_en] = match tie.by {
            TieBy::Weight => ["størst vekt", "størst vekt", "the larger weight"],
            TieBy::Code => ["laveste kode", "lågaste kode", "the code that comes first"],
        };
        self.say(
            format!("{all} har {nb}; {by_nb} gikk foran: {got}."),
            format!("{all} har {nn}; {by_nn} gjekk føre: {got}."),
            format!("{all} have {en}; {by_en} went first: {got}."),
        )
    }
}

/// The quota that was rounded.
fn rounded(share: &Share) -> Ratio {
    share.bounded.unwrap_or(share.quota)
}
