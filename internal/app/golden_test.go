package app_test

import (
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/store"
	"anlan/internal/citytest"
	"anlan/internal/engine/procedure"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden holds got against a file, or writes it.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o750))
		require.NoError(t, os.WriteFile(file, []byte(got), 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got, "%s is not as generated: look at the difference, then make gen", file)
}

// TestGolden guards what others rely on: published procedures, which never change under one version, and the tables of
// both databases.
func TestGolden(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	var outlines []procedure.Outline
	for _, latest := range c.Procedure.Definitions() {
		for _, d := range c.Procedure.Versions(latest.Name) {
			outlines = append(outlines, d.Outline())
		}
		golden(t, filepath.Join("..", "..", "docs", "procedures", latest.Name+".md"), page(latest.Outline()))
	}
	b, err := json.MarshalIndent(outlines, "", " ")
	require.NoError(t, err)
	golden(t, "testdata/procedures.golden.json", string(b)+"\n")
	golden(t, "testdata/schema."+string(c.DB.Dialect())+".golden.txt", schema(t, c.DB))
}

// schema lists every column and index, in order.
func schema(t *testing.T, db *store.DB) string {
	q := `SELECT m.name || '.' || c.name || ' ' || c.type || CASE WHEN c."notnull" = 1 THEN ' NOT NULL' ELSE '' END AS line
		FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'goose_%' AND m.name NOT LIKE 'sqlite_%'
		UNION ALL SELECT 'index ' || tbl_name || '.' || name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite_%' ORDER BY 1`
	if db.Dialect() == store.Postgres {
		q = `SELECT table_name || '.' || column_name || ' ' || data_type || CASE WHEN is_nullable = 'NO' THEN ' NOT NULL' ELSE '' END AS line
			FROM information_schema.columns WHERE table_schema = current_schema() AND table_name NOT LIKE 'goose_%'
			UNION ALL SELECT 'index ' || tablename || '.' || indexname FROM pg_indexes WHERE schemaname = current_schema() AND tablename NOT LIKE 'goose_%' ORDER BY 1`
	}
	var lines []string
	require.NoError(t, db.Read().NewRaw(q).Scan(context.Background(), &lines))
	return strings.Join(lines, "\n") + "\n"
}
