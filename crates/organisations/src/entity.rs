//! The rows as the database keeps them.

pub(crate) mod county {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "county")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: String,
        pub name: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub valid_from_on: Date,
        pub valid_to_on: Option<Date>,
    }
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod municipality {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "municipality")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: String,
        pub name: String,
        pub short_name: String,
        pub county_number: String,
        pub language_form: String,
        pub organisation_number: Option<String>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub valid_from_on: Date,
        pub valid_to_on: Option<Date>,
    }
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod municipality_change {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "municipality_change")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub in_force_on: Date,
        pub kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub from_number: String,
        pub from_name: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub to_number: String,
        pub to_name: String,
    }
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod population {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "population")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub municipality_number: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub year: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub borders: String,
        pub persons: i64,
    }
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod county_population {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "county_population")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub county_number: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub year: i32,
        pub persons: i64,
    }
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod organisation {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "organisation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        pub name: String,
        pub number: Option<String>,
        pub municipality_number: Option<String>,
        pub language: String,
    }
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod person {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "person")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub name: String,
        pub email: String,
        pub made_at: DateTimeUtc,
    }
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod person_role {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "person_role")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub role: String,
    }
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod sign_in_link {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "sign_in_link")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: String,
        pub person_id: Uuid,
        pub made_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
        pub used_at: Option<DateTimeUtc>,
    }
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod session {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "session")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: String,
        pub person_id: Uuid,
        pub organisation_id: Uuid,
        pub began_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
    }
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod signatory {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "signatory")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub person_id: Uuid,
        pub organisation_id: Uuid,
        pub from_on: Date,
        pub to_on: Option<Date>,
        pub registered_at: DateTimeUtc,
        pub registered_by: String,
    }
    impl ActiveModelBehavior for ActiveModel {}
}
