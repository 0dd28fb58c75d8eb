-- What the dry run of an import of outlines found, for the map: JSON of an OutlineReport.
CREATE TABLE exchange_outline (
  import TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  content TEXT NOT NULL
);
