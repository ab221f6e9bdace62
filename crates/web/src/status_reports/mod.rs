//! Status reports of the directorate: the list, asking for one, a look before it is made, its state, its
//! file and tables; laying a public one open; the orders by which they come by themselves.

mod ask;
mod file;
mod list;
mod orders;
mod preview;
mod publish;
mod published;
mod readers;
mod show;
mod tables;
mod words;

pub(crate) use ask::{ask_for, usual_fields};
pub(crate) use file::{document, file};
pub(crate) use list::{StatusReportLine, lines_about, list};
pub(crate) use orders::{
    create as order, end as end_order, list as orders, refusal as order_refusal, set_readers,
    show as show_order,
};
pub(crate) use preview::{before, made};
pub(crate) use publish::{publish, refused, withdraw};
pub(crate) use published::{all_published, published, published_file};
pub(crate) use readers::{named, not_told};
pub(crate) use show::{progress, show};
pub(crate) use tables::{body, figures, workbook};
