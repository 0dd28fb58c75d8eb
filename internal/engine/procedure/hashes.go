package procedure

import (
	"context"
	"fmt"

	"anlan/internal/base/store"
)

// FileHashes lists the content of all files and writs of all cases, for an audit of the store that holds them.
func FileHashes(ctx context.Context, db *store.DB) ([]string, error) {
	var out []string
	if err := db.Read().NewRaw(`SELECT hash FROM procedure_file
		UNION SELECT hash FROM procedure_archive UNION SELECT docx_hash FROM procedure_paper UNION SELECT html_hash FROM procedure_paper ORDER BY 1`).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("hashes of files: %w", err)
	}
	return out, nil
}
