//! What is printed.

use serde::Serialize;

/// One measured figure and what it is compared with.
#[derive(Debug, Serialize)]
pub(crate) struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
    reference: String,
    reference_value: f64,
    /// `value / reference_value`; smaller is better where the unit is time or memory.
    ratio: f64,
}

impl Figure {
    /// A figure and its reference, both in `unit`; rounded to three decimals for reading.
    pub(crate) fn new(
        name: &str,
        value: f64,
        unit: &'static str,
        reference: &str,
        reference_value: f64,
    ) -> Self {
        Self {
            name: name.to_owned(),
            value: rounded(value),
            unit,
            reference: reference.to_owned(),
            reference_value: rounded(reference_value),
            ratio: rounded(value / reference_value),
        }
    }
}

/// The middle one of some measurements, which one slow run does not move.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slow_run_does_not_move_the_median() {
        assert_eq!(median(vec![3.0, 900.0, 1.0, 2.0, 2.5]), 2.5);
    }

    #[test]
    fn a_figure_is_one_line_with_its_reference() {
        let figure = Figure::new("cold-start", 12.0, "ms", "python http.server", 48.0);
        assert_eq!(
            serde_json::to_string(&figure).unwrap(),
            r#"{"name":"cold-start","value":12.0,"unit":"ms","reference":"python http.server","reference_value":48.0,"ratio":0.25}"#
        );
    }
}
