//! The migrations of all areas, in order; append-only.

use khue_db::{Migration, migration};

/// What the application adds to the mechanism's own tables.
pub const MIGRATIONS: &[Migration] = &[
    migration!(10, "../migrations/0010_registry.sql"),
    migration!(11, "../migrations/0011_accounts.sql"),
    migration!(12, "../migrations/0012_files.sql"),
    migration!(13, "../migrations/0013_directive.sql"),
    migration!(14, "../migrations/0014_directive_urging_targets.sql"),
    migration!(20, "../migrations/0020_registry_records.sql"),
    migration!(22, "../migrations/0022_registry_import.sql"),
    migration!(24, "../migrations/0024_registry_class_lists.sql"),
    migration!(26, "../migrations/0026_registry_year.sql"),
    migration!(28, "../migrations/0028_registry_snapshots.sql"),
    migration!(30, "../migrations/0030_registry_transfers.sql"),
    migration!(32, "../migrations/0032_registry_exchange.sql"),
    migration!(34, "../migrations/0034_accounts_applications.sql"),
    migration!(36, "../migrations/0036_registry_import_runs.sql"),
];
