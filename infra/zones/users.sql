CREATE USER 'holdfast'@'127.0.0.1' IDENTIFIED BY '@MYSQL_PASSWORD@';
GRANT ALL ON holdfast.* TO 'holdfast'@'127.0.0.1';
CREATE USER 'replicator'@'127.0.0.1' IDENTIFIED BY '@REPLICATOR_PASSWORD@';
GRANT REPLICATION SLAVE, CONNECTION_ADMIN, BACKUP_ADMIN, GROUP_REPLICATION_STREAM ON *.* TO 'replicator'@'127.0.0.1';
-- haproxy's check logs in without a password; it has no access to any table.
CREATE USER 'check'@'127.0.0.1';
