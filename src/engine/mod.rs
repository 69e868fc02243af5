//! One replication.
