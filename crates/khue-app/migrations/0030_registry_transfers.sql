-- Pupils who change schools inside the province: one side asks, the other answers. A row is closed once; what was
-- written then is under its source.
CREATE TABLE pupil_transfer (
    province_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    pupil BIGINT NOT NULL,
    from_unit BIGINT NOT NULL,
    to_unit BIGINT NOT NULL,
    begun_for BIGINT NOT NULL,
    class BIGINT,
    day TEXT NOT NULL,
    reason TEXT NOT NULL,
    paper TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    begun_by BIGINT,
    outcome TEXT,
    answer TEXT,
    closed_at BIGINT,
    closed_by BIGINT,
    source BIGINT,
    PRIMARY KEY (province_id, id)
);
CREATE UNIQUE INDEX pupil_transfer_open_once ON pupil_transfer (province_id, pupil) WHERE outcome IS NULL;
CREATE INDEX pupil_transfer_from ON pupil_transfer (province_id, from_unit, id);
CREATE INDEX pupil_transfer_to ON pupil_transfer (province_id, to_unit, id);
