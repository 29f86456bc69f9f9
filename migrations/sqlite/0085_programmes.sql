-- A sub-programme is a programme that is a part of another one. (`sub_programme` holds what earlier portals kept as words alone.)
ALTER TABLE programme ADD COLUMN part_of_id INTEGER REFERENCES programme (id);
CREATE INDEX programme_part_of ON programme (part_of_id);
CREATE INDEX component_programme ON component (programme_id);
