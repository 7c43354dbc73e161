-- Records of the sector, one table a kind, described by catalogue/records (docs/adr/0017). A row says what holds
-- from valid_from until the day before valid_until, as known from recorded_at until replaced_at; a row that
-- still holds has replaced_at = 9223372036854775807. Rows are only added; replaced_at and replaced_by are set once.

-- Which province's records those of a unit under this root are. A province that takes in another keeps the
-- key of the first, so that nothing recorded has to move.
CREATE TABLE record_keeper (
    root_id BIGINT NOT NULL PRIMARY KEY,
    province_id BIGINT NOT NULL
);

-- What wrote rows: an edit, an import, a roll-over, the undoing of one of them.
CREATE TABLE record_source (
    id BIGINT NOT NULL PRIMARY KEY,
    province_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    what TEXT NOT NULL,
    note TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    undoes BIGINT
);
CREATE INDEX record_source_of_unit ON record_source (province_id, unit_id, id);
CREATE UNIQUE INDEX record_source_undone_once ON record_source (undoes);

-- How many rows of which kind a source wrote for which unit.
CREATE TABLE record_source_count (
    source BIGINT NOT NULL,
    kind TEXT NOT NULL,
    unit_id BIGINT NOT NULL,
    row_count BIGINT NOT NULL,
    PRIMARY KEY (source, kind, unit_id)
);

-- Derived: the folded words of the names of people as they are now, once for each unit where they are.
-- Pairs of very frequent words count as words, so that no search has to look through both.
CREATE TABLE record_word (
    province_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    word TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    PRIMARY KEY (province_id, kind, word, sort_key, id, unit_id)
);
CREATE INDEX record_word_in_unit ON record_word (province_id, kind, unit_id, word, sort_key, id);
CREATE INDEX record_word_of_record ON record_word (province_id, kind, id, word);

-- Who read guarded fields of whom: one row a reading; record_id is 0 for a list.
CREATE TABLE guarded_reading (
    id BIGINT NOT NULL PRIMARY KEY,
    read_at BIGINT NOT NULL,
    account_id BIGINT,
    person_id BIGINT,
    post_id BIGINT,
    acting_unit BIGINT NOT NULL,
    province_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    record_id BIGINT NOT NULL,
    fields TEXT NOT NULL
);
CREATE INDEX guarded_reading_of_record ON guarded_reading (province_id, kind, record_id, id);
CREATE INDEX guarded_reading_of_unit ON guarded_reading (unit_id, id);

CREATE TABLE school_profile (
    province_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    name TEXT,
    code TEXT,
    organisation_code TEXT,
    levels TEXT,
    type TEXT,
    ownership TEXT,
    area_class TEXT,
    ethnic_region TEXT,
    is_extremely_difficult BIGINT,
    commune TEXT,
    address TEXT,
    phone TEXT,
    email TEXT,
    website TEXT,
    head_name TEXT,
    head_phone TEXT,
    founded_on TEXT,
    founding_decision TEXT,
    merger_decision TEXT,
    national_standard TEXT,
    national_standard_on TEXT,
    accreditation_level TEXT,
    accreditation_on TEXT,
    self_assessed_year TEXT,
    land_area_m2 BIGINT,
    has_two_sessions BIGINT,
    has_day_boarding BIGINT,
    has_full_boarding BIGINT,
    has_disabled_pupils BIGINT,
    has_disabled_access BIGINT,
    water_source TEXT,
    power_source TEXT,
    has_internet BIGINT,
    has_sex_separate_toilets BIGINT,
    has_minimum_equipment BIGINT,
    has_counselling BIGINT,
    has_party_cell BIGINT,
    sort_key TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    source BIGINT NOT NULL,
    replaced_at BIGINT NOT NULL,
    replaced_by BIGINT,
    PRIMARY KEY (province_id, unit_id, id, version)
);
CREATE INDEX school_profile_in_order ON school_profile (province_id, unit_id, sort_key, id) WHERE replaced_at = 9223372036854775807;
CREATE INDEX school_profile_by_source ON school_profile (source);
CREATE INDEX school_profile_replaced_by ON school_profile (replaced_by) WHERE replaced_by IS NOT NULL;

CREATE TABLE site (
    province_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    code TEXT,
    name TEXT,
    is_main BIGINT,
    commune TEXT,
    hamlet TEXT,
    address TEXT,
    distance_km BIGINT,
    travel_means TEXT,
    area_m2 BIGINT,
    phone TEXT,
    latitude TEXT,
    longitude TEXT,
    opened_on TEXT,
    sort_key TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    source BIGINT NOT NULL,
    replaced_at BIGINT NOT NULL,
    replaced_by BIGINT,
    PRIMARY KEY (province_id, unit_id, id, version)
);
CREATE INDEX site_in_order ON site (province_id, unit_id, sort_key, id) WHERE replaced_at = 9223372036854775807;
CREATE INDEX site_by_source ON site (source);
CREATE INDEX site_replaced_by ON site (replaced_by) WHERE replaced_by IS NOT NULL;

CREATE TABLE land (
    province_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    code TEXT,
    name TEXT,
    site BIGINT,
    area_m2 BIGINT,
    built_area_m2 BIGINT,
    yard_area_m2 BIGINT,
    paper TEXT,
    paper_number TEXT,
    missing_m2 BIGINT,
    sort_key TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    source BIGINT NOT NULL,
    replaced_at BIGINT NOT NULL,
    replaced_by BIGINT,
    PRIMARY KEY (province_id, unit_id, id, version)
);
CREATE INDEX land_in_order ON land (province_id, unit_id, sort_key, id) WHERE replaced_at = 9223372036854775807;
CREATE INDEX land_by_source ON land (source);
CREATE INDEX land_replaced_by ON land (replaced_by) WHERE replaced_by IS NOT NULL;

CREATE TABLE building (
    province_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    code TEXT,
    name TEXT,
    site BIGINT,
    land BIGINT,
    storeys BIGINT,
    grade TEXT,
    permanence TEXT,
    built_year BIGINT,
    repaired_year BIGINT,
    floor_area_m2 BIGINT,
    condition TEXT,
    sort_key TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    source BIGINT NOT NULL,
    replaced_at BIGINT NOT NULL,
    replaced_by BIGINT,
    PRIMARY KEY (province_id, unit_id, id, version)
);
CREATE INDEX building_in_order ON building (province_id, unit_id, sort_key, id) WHERE replaced_at = 9223372036854775807;
CREATE INDEX building_by_source ON building (source);
CREATE INDEX building_replaced_by ON building (replaced_by) WHERE replaced_by IS NOT NULL;

CREATE TABLE room (
    province_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    code TEXT,
    name TEXT,
    site BIGINT,
    building BIGINT,
    storey BIGINT,
    purpose TEXT,
    permanence TEXT,
    ownership TEXT,
    condition TEXT,
    area_m2 BIGINT,
    seats BIGINT,
    built_year BIGINT,
    has_internet BIGINT,
    has_screen BIGINT,
    is_used BIGINT,
    note TEXT,
    sort_key TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    source BIGINT NOT NULL,
    replaced_at BIGINT NOT NULL,
    replaced_by BIGINT,
    PRIMARY KEY (province_id, unit_id, id, version)
);
CREATE INDEX room_in_order ON room (province_id, unit_id, sort_key, id) WHERE replaced_at = 9223372036854775807;
CREATE INDEX room_by_source ON room (source);
CREATE INDEX room_replaced_by ON room (replaced_by) WHERE replaced_by IS NOT NULL;

CREATE TABLE staff (
    province_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    ministry_code TEXT,
    local_code TEXT,
    full_name TEXT,
    other_name TEXT,
    birth_date TEXT,
    sex TEXT,
    personal_number TEXT,
    old_paper_number TEXT,
    ethnic TEXT,
    religion TEXT,
    nationality TEXT,
    home_place TEXT,
    residence_commune TEXT,
    residence TEXT,
    phone TEXT,
    email TEXT,
    insurance_number TEXT,
    is_party_member BIGINT,
    party_joined_on TEXT,
    is_union_member BIGINT,
    recruited_on TEXT,
    recruiter TEXT,
    qualification TEXT,
    specialism TEXT,
    standard_state TEXT,
    politics_level TEXT,
    management_level TEXT,
    it_level TEXT,
    language TEXT,
    language_level TEXT,
    ethnic_language TEXT,
    main_subject TEXT,
    other_subjects TEXT,
    rank TEXT,
    salary_step BIGINT,
    salary_coefficient BIGINT,
    salary_from TEXT,
    sort_key TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    source BIGINT NOT NULL,
    replaced_at BIGINT NOT NULL,
    replaced_by BIGINT,
    PRIMARY KEY (province_id, id, version)
);
CREATE INDEX staff_in_order ON staff (province_id, sort_key, id) WHERE replaced_at = 9223372036854775807;
CREATE INDEX staff_by_source ON staff (source);
CREATE INDEX staff_replaced_by ON staff (replaced_by) WHERE replaced_by IS NOT NULL;
CREATE INDEX staff_by_ministry_code ON staff (ministry_code) WHERE replaced_at = 9223372036854775807;
CREATE INDEX staff_by_personal_number ON staff (personal_number) WHERE replaced_at = 9223372036854775807;
CREATE INDEX staff_by_local_code ON staff (local_code) WHERE replaced_at = 9223372036854775807;

CREATE TABLE class (
    province_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    year TEXT,
    code TEXT,
    name TEXT,
    grade TEXT,
    grades_beside TEXT,
    level TEXT,
    site BIGINT,
    room BIGINT,
    session TEXT,
    weekly_sessions TEXT,
    has_two_sessions BIGINT,
    programme TEXT,
    first_language TEXT,
    second_language TEXT,
    ethnic_language TEXT,
    is_mixed BIGINT,
    is_specialised BIGINT,
    specialised_subject TEXT,
    stream TEXT,
    elective_subjects TEXT,
    is_day_boarding BIGINT,
    is_for_disabled BIGINT,
    homeroom_teacher BIGINT,
    planned_size BIGINT,
    sort_number BIGINT,
    sort_key TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    source BIGINT NOT NULL,
    replaced_at BIGINT NOT NULL,
    replaced_by BIGINT,
    PRIMARY KEY (province_id, unit_id, id, version)
);
CREATE INDEX class_in_order ON class (province_id, unit_id, sort_key, id) WHERE replaced_at = 9223372036854775807;
CREATE INDEX class_by_source ON class (source);
CREATE INDEX class_replaced_by ON class (replaced_by) WHERE replaced_by IS NOT NULL;

CREATE TABLE study_group (
    province_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    year TEXT,
    name TEXT,
    subject TEXT,
    grade TEXT,
    classes TEXT,
    teacher BIGINT,
    periods_a_week BIGINT,
    sort_key TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    source BIGINT NOT NULL,
    replaced_at BIGINT NOT NULL,
    replaced_by BIGINT,
    PRIMARY KEY (province_id, unit_id, id, version)
);
CREATE INDEX study_group_in_order ON study_group (province_id, unit_id, sort_key, id) WHERE replaced_at = 9223372036854775807;
CREATE INDEX study_group_by_source ON study_group (source);
CREATE INDEX study_group_replaced_by ON study_group (replaced_by) WHERE replaced_by IS NOT NULL;
CREATE INDEX study_group_by_teacher ON study_group (teacher) WHERE replaced_at = 9223372036854775807;

CREATE TABLE teaching (
    province_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    year TEXT,
    term BIGINT,
    teacher BIGINT,
    class BIGINT,
    study_group BIGINT,
    subject TEXT,
    periods_a_week BIGINT,
    duty TEXT,
    reduced_periods BIGINT,
    sort_key TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    source BIGINT NOT NULL,
    replaced_at BIGINT NOT NULL,
    replaced_by BIGINT,
    PRIMARY KEY (province_id, unit_id, id, version)
);
CREATE INDEX teaching_in_order ON teaching (province_id, unit_id, sort_key, id) WHERE replaced_at = 9223372036854775807;
CREATE INDEX teaching_by_source ON teaching (source);
CREATE INDEX teaching_replaced_by ON teaching (replaced_by) WHERE replaced_by IS NOT NULL;
CREATE INDEX teaching_by_teacher ON teaching (teacher) WHERE replaced_at = 9223372036854775807;

CREATE TABLE pupil (
    province_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    ministry_code TEXT,
    local_code TEXT,
    full_name TEXT,
    other_name TEXT,
    birth_date TEXT,
    sex TEXT,
    ethnic TEXT,
    religion TEXT,
    nationality TEXT,
    personal_number TEXT,
    old_paper_number TEXT,
    old_paper_on TEXT,
    old_paper_by TEXT,
    birthplace TEXT,
    birthplace_commune TEXT,
    home_province TEXT,
    home_commune TEXT,
    residence_commune TEXT,
    hamlet TEXT,
    residence TEXT,
    phone TEXT,
    email TEXT,
    area_class TEXT,
    policy_groups TEXT,
    poverty TEXT,
    poverty_paper TEXT,
    orphan TEXT,
    disability_kind TEXT,
    disability_degree TEXT,
    is_without_rating BIGINT,
    height_cm BIGINT,
    weight_kg BIGINT,
    blood_group TEXT,
    eye_disease TEXT,
    other_disease TEXT,
    health_insurance TEXT,
    can_swim BIGINT,
    is_pioneer BIGINT,
    is_union_member BIGINT,
    has_minority_father BIGINT,
    has_minority_mother BIGINT,
    note TEXT,
    sort_key TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    source BIGINT NOT NULL,
    replaced_at BIGINT NOT NULL,
    replaced_by BIGINT,
    PRIMARY KEY (province_id, id, version)
);
CREATE INDEX pupil_in_order ON pupil (province_id, sort_key, id) WHERE replaced_at = 9223372036854775807;
CREATE INDEX pupil_by_source ON pupil (source);
CREATE INDEX pupil_replaced_by ON pupil (replaced_by) WHERE replaced_by IS NOT NULL;
CREATE INDEX pupil_by_ministry_code ON pupil (ministry_code) WHERE replaced_at = 9223372036854775807;
CREATE INDEX pupil_by_personal_number ON pupil (personal_number) WHERE replaced_at = 9223372036854775807;
CREATE INDEX pupil_by_local_code ON pupil (local_code) WHERE replaced_at = 9223372036854775807;

CREATE TABLE guardian (
    province_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    pupil BIGINT,
    kinship TEXT,
    full_name TEXT,
    birth_year BIGINT,
    personal_number TEXT,
    occupation TEXT,
    phone TEXT,
    email TEXT,
    residence TEXT,
    is_to_be_told BIGINT,
    sort_key TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    source BIGINT NOT NULL,
    replaced_at BIGINT NOT NULL,
    replaced_by BIGINT,
    PRIMARY KEY (province_id, id, version)
);
CREATE INDEX guardian_in_order ON guardian (province_id, sort_key, id) WHERE replaced_at = 9223372036854775807;
CREATE INDEX guardian_by_source ON guardian (source);
CREATE INDEX guardian_replaced_by ON guardian (replaced_by) WHERE replaced_by IS NOT NULL;
CREATE INDEX guardian_by_pupil ON guardian (pupil) WHERE replaced_at = 9223372036854775807;

CREATE TABLE enrolment (
    province_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    pupil BIGINT,
    year TEXT,
    class BIGINT,
    status TEXT,
    begun TEXT,
    ended TEXT,
    leaving_reason TEXT,
    other_school TEXT,
    transfer_paper TEXT,
    admission TEXT,
    boarding TEXT,
    has_two_sessions BIGINT,
    learns_ethnic_language BIGINT,
    has_more_vietnamese BIGINT,
    is_repeater BIGINT,
    is_new_in_preschool BIGINT,
    has_fee_exemption BIGINT,
    has_fee_reduction BIGINT,
    has_cost_support BIGINT,
    has_lunch_support BIGINT,
    has_rice_support BIGINT,
    list_number BIGINT,
    sort_key TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    source BIGINT NOT NULL,
    replaced_at BIGINT NOT NULL,
    replaced_by BIGINT,
    PRIMARY KEY (province_id, unit_id, id, version)
);
CREATE INDEX enrolment_in_order ON enrolment (province_id, unit_id, sort_key, id) WHERE replaced_at = 9223372036854775807;
CREATE INDEX enrolment_by_source ON enrolment (source);
CREATE INDEX enrolment_replaced_by ON enrolment (replaced_by) WHERE replaced_by IS NOT NULL;
CREATE INDEX enrolment_by_pupil ON enrolment (pupil) WHERE replaced_at = 9223372036854775807;

CREATE TABLE engagement (
    province_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    staff BIGINT,
    kind TEXT,
    status TEXT,
    staff_group TEXT,
    post TEXT,
    contract TEXT,
    share_percent BIGINT,
    seconded_from TEXT,
    leave TEXT,
    teaches_level TEXT,
    is_youth_leader BIGINT,
    teaches_disabled_class BIGINT,
    decision TEXT,
    sort_key TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    source BIGINT NOT NULL,
    replaced_at BIGINT NOT NULL,
    replaced_by BIGINT,
    PRIMARY KEY (province_id, unit_id, id, version)
);
CREATE INDEX engagement_in_order ON engagement (province_id, unit_id, sort_key, id) WHERE replaced_at = 9223372036854775807;
CREATE INDEX engagement_by_source ON engagement (source);
CREATE INDEX engagement_replaced_by ON engagement (replaced_by) WHERE replaced_by IS NOT NULL;
CREATE INDEX engagement_by_staff ON engagement (staff) WHERE replaced_at = 9223372036854775807;

CREATE TABLE qualification (
    province_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    staff BIGINT,
    level TEXT,
    specialism TEXT,
    school TEXT,
    form TEXT,
    obtained_year BIGINT,
    paper_number TEXT,
    is_main BIGINT,
    sort_key TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    source BIGINT NOT NULL,
    replaced_at BIGINT NOT NULL,
    replaced_by BIGINT,
    PRIMARY KEY (province_id, id, version)
);
CREATE INDEX qualification_in_order ON qualification (province_id, sort_key, id) WHERE replaced_at = 9223372036854775807;
CREATE INDEX qualification_by_source ON qualification (source);
CREATE INDEX qualification_replaced_by ON qualification (replaced_by) WHERE replaced_by IS NOT NULL;
CREATE INDEX qualification_by_staff ON qualification (staff) WHERE replaced_at = 9223372036854775807;

CREATE TABLE training (
    province_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    staff BIGINT,
    programme TEXT,
    course TEXT,
    year TEXT,
    provider TEXT,
    form TEXT,
    begun_on TEXT,
    ended_on TEXT,
    periods BIGINT,
    result TEXT,
    certificate TEXT,
    sort_key TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    source BIGINT NOT NULL,
    replaced_at BIGINT NOT NULL,
    replaced_by BIGINT,
    PRIMARY KEY (province_id, id, version)
);
CREATE INDEX training_in_order ON training (province_id, sort_key, id) WHERE replaced_at = 9223372036854775807;
CREATE INDEX training_by_source ON training (source);
CREATE INDEX training_replaced_by ON training (replaced_by) WHERE replaced_by IS NOT NULL;
CREATE INDEX training_by_staff ON training (staff) WHERE replaced_at = 9223372036854775807;

CREATE TABLE appraisal (
    province_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    staff BIGINT,
    year TEXT,
    yearly_rating TEXT,
    standard TEXT,
    standard_rating TEXT,
    self_rating TEXT,
    decision TEXT,
    note TEXT,
    sort_key TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    source BIGINT NOT NULL,
    replaced_at BIGINT NOT NULL,
    replaced_by BIGINT,
    PRIMARY KEY (province_id, id, version)
);
CREATE INDEX appraisal_in_order ON appraisal (province_id, sort_key, id) WHERE replaced_at = 9223372036854775807;
CREATE INDEX appraisal_by_source ON appraisal (source);
CREATE INDEX appraisal_replaced_by ON appraisal (replaced_by) WHERE replaced_by IS NOT NULL;
CREATE INDEX appraisal_by_staff ON appraisal (staff) WHERE replaced_at = 9223372036854775807;

CREATE TABLE equipment (
    province_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    item TEXT,
    name TEXT,
    site BIGINT,
    room BIGINT,
    unit_of_count TEXT,
    required_count BIGINT,
    held_count BIGINT,
    usable_count BIGINT,
    condition TEXT,
    bought_year BIGINT,
    value_vnd BIGINT,
    sort_key TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    source BIGINT NOT NULL,
    replaced_at BIGINT NOT NULL,
    replaced_by BIGINT,
    PRIMARY KEY (province_id, unit_id, id, version)
);
CREATE INDEX equipment_in_order ON equipment (province_id, unit_id, sort_key, id) WHERE replaced_at = 9223372036854775807;
CREATE INDEX equipment_by_source ON equipment (source);
CREATE INDEX equipment_replaced_by ON equipment (replaced_by) WHERE replaced_by IS NOT NULL;

CREATE TABLE works (
    province_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    code TEXT,
    name TEXT,
    kind TEXT,
    site BIGINT,
    stage TEXT,
    room_purpose TEXT,
    room_count BIGINT,
    needed_vnd BIGINT,
    funded_vnd BIGINT,
    spent_vnd BIGINT,
    funding TEXT,
    progress_percent BIGINT,
    begun_on TEXT,
    due_on TEXT,
    handed_over_on TEXT,
    decision TEXT,
    sort_key TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    source BIGINT NOT NULL,
    replaced_at BIGINT NOT NULL,
    replaced_by BIGINT,
    PRIMARY KEY (province_id, unit_id, id, version)
);
CREATE INDEX works_in_order ON works (province_id, unit_id, sort_key, id) WHERE replaced_at = 9223372036854775807;
CREATE INDEX works_by_source ON works (source);
CREATE INDEX works_replaced_by ON works (replaced_by) WHERE replaced_by IS NOT NULL;
