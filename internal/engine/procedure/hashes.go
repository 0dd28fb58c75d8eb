package procedure

import (
	"context"
	"fmt"

	"anlan/internal/base/store"
)

// FileHashes lists the content of all files of all cases, for an audit of the store that holds them.
func FileHashes(ctx context.Context, db *store.DB) ([]string, error) {
	var out []string
	if err := db.Read().NewRaw("SELECT DISTINCT hash FROM procedure_file ORDER BY hash").Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("hashes of files: %w", err)
	}
	return out, nil
}
