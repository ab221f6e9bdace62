//! The catalogue of what people handed in.

use crate::{Catalogue, Recorded, repository};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use std::collections::BTreeSet;

/// The contents that something uses. What is lost of them is lost: only who handed it in has it.
#[derive(Debug, Clone, Copy)]
pub struct HandedIn;

#[async_trait::async_trait]
impl Catalogue for HandedIn {
    async fn recorded_after(
        &self,
        db: &DatabaseConnection,
        hash: &str,
        most: u64,
    ) -> Result<Vec<Recorded>, DbErr> {
        let used = repository::used_after(db, hash, most).await?;
        Ok(used.into_iter().map(|kept| Recorded { hash: kept.hash, bytes: kept.bytes }).collect())
    }
    async fn known(
        &self,
        db: &DatabaseConnection,
        hashes: &[String],
    ) -> Result<BTreeSet<String>, DbErr> {
        repository::known(db, hashes).await
    }
    async fn keep_unrecorded(&self, tx: &DatabaseTransaction, hash: &str) -> Result<bool, DbErr> {
        repository::hold_unkept(tx, hash).await
    }
    async fn rebuild(
        &self,
        _: &DatabaseConnection,
        _: &str,
    ) -> Result<Result<Vec<u8>, String>, DbErr> {
        Ok(Err("only who handed it in has it".to_owned()))
    }
}
