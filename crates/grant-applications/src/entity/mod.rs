//! The rows as the database keeps them.

macro_rules! row {
    ($module:ident, $table:literal, { $($(#[$attribute:meta])* $field:ident: $type:ty,)+ }) => {
        pub(crate) mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model {
                $($(#[$attribute])* pub $field: $type,)+
            }
            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}
            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

mod applications;
mod assessments;
mod schemes;

pub(crate) use applications::*;
pub(crate) use assessments::*;
pub(crate) use schemes::*;
