package connector

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/emmansun/gmsm/sm3"
	"github.com/uptrace/bun"

	"anlan/internal/base/clock"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/connect/mapping"
)

// RecordCount is what became of records.
type RecordCount struct {
	Taken    int64                 `json:"taken" doc:"new or changed"`
	Repeated int64                 `json:"repeated" doc:"known already"`
	Refused  int64                 `json:"refused"`
	Lies     int64                 `json:"lies" doc:"values that cannot be"`
	Faults   []mapping.RecordFault `json:"faults" nullable:"false" doc:"the first ones"`
}

// mostFaults is how many faults of a run are kept.
const mostFaults = 20

func (c *RecordCount) fault(list ...mapping.RecordFault) {
	for _, f := range list {
		if len(c.Faults) < mostFaults {
			c.Faults = append(c.Faults, f)
		}
	}
}

// refuse counts a record that the sink cannot use.
func (c *RecordCount) refuse(r mapping.MappedRow, field string, text lang.Text, sample string) {
	c.Refused++
	c.fault(mapping.RecordFault{Row: r.N, Field: field, Text: text, Sample: cut(sample, 60)})
}

func (c *RecordCount) add(o RecordCount) {
	c.Taken, c.Repeated, c.Refused, c.Lies = c.Taken+o.Taken, c.Repeated+o.Repeated, c.Refused+o.Refused, c.Lies+o.Lies
	c.fault(o.Faults...)
}

// take stores one page and runs after in the same transaction, with what became of its records. On an error nothing of the
// page stands but values of points, which may come again.
func (s *System) take(ctx context.Context, src Source, page mapping.Result, after func(ctx context.Context, tx *store.Tx, c RecordCount) error) (RecordCount, error) {
	c := RecordCount{Faults: []mapping.RecordFault{}, Lies: int64(page.Lies())}
	rows := make([]mapping.MappedRow, 0, len(page.Rows))
	for _, r := range page.Rows {
		c.fault(r.Faults...)
		if r.Skip {
			c.Refused++
			continue
		}
		rows = append(rows, r)
	}
	switch src.Mapping.Target {
	case mapping.Observation:
		if err := s.takeValues(ctx, src, rows, &c); err != nil {
			return c, err
		}
		return c, s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return after(ctx, tx, c) })
	case mapping.Element:
		return s.takeElements(ctx, src, rows, c, after)
	default:
		var out RecordCount
		err := s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			out = c // a transaction may be tried again
			out.Faults = append([]mapping.RecordFault{}, c.Faults...)
			store := s.takeEvents
			if src.Mapping.Target == mapping.Warning {
				store = s.takeWarnings
			}
			if err := store(ctx, tx, src, rows, &out); err != nil {
				return err
			}
			return after(ctx, tx, out)
		})
		return out, err
	}
}

// taken is what is known of a record that was taken.
type taken struct {
	Key    string `bun:"key"`
	Object string `bun:"object"`
	Digest string `bun:"digest"`
}

// known are the records that were taken before, by key.
func (s *System) known(ctx context.Context, q store.Querier, src string, rows []mapping.MappedRow) (map[string]taken, error) {
	out := map[string]taken{}
	keys := make([]string, 0, len(rows))
	for _, r := range rows {
		keys = append(keys, r.Key)
	}
	for len(keys) > 0 {
		n := min(len(keys), 500)
		var list []taken
		if err := q.NewRaw("SELECT key, object, digest FROM connector_taken WHERE source = ? AND key IN (?)", src, bun.List(keys[:n])).Scan(ctx, &list); err != nil {
			return nil, fmt.Errorf("records of connector %s: %w", src, err)
		}
		for _, t := range list {
			out[t.Key] = t
		}
		keys = keys[n:]
	}
	return out, nil
}

// note keeps that a record was taken.
func (s *System) note(ctx context.Context, tx *store.Tx, src string, t taken) error {
	return tx.Later(ctx, "INSERT INTO connector_taken (source, key, object, digest, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (source, key) DO UPDATE SET digest = excluded.digest, at = excluded.at",
		src, t.Key, t.Object, t.Digest, clock.Now(s.Clock))
}

// digest tells whether a record is as it was.
func digest(r mapping.MappedRow) string {
	raw, err := json.Marshal(r.Fields)
	if err != nil { // fields are text, finite numbers and truth values
		return ""
	}
	return sum(raw)
}

func sum(raw []byte) string {
	h := sm3.Sum(raw)
	return hex.EncodeToString(h[:16])
}
