package httpapi

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/store"
)

// RepeatFor is how long the answer to an Idempotency-Key is kept.
const RepeatFor = 7 * 24 * time.Hour

type repeat struct {
	Operation   string `bun:"operation"`
	Fingerprint string `bun:"fingerprint"`
	Response    string `bun:"response"`
}

// once runs h in a transaction. With an Idempotency-Key, the answer is stored in that same transaction, so the change
// and the memory of it cannot part; a repeat gets the stored answer and h does not run.
func once[I, O any](ctx context.Context, s *Server, operation string, in *I, h func(context.Context, *store.Tx, *I) (*O, error)) (*O, error) {
	if err := s.takeTurn(ctx); err != nil {
		return nil, err
	}
	defer func() { <-s.turns }()
	key := requestOf(ctx).idempotencyKey
	var out *O
	if key == "" {
		err := s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
			out, err = h(ctx, tx, in)
			return err
		})
		return out, err
	}
	person := SubjectOf(ctx).ID
	print, err := fingerprint(in)
	if err != nil {
		return nil, err
	}
	attempt := func(ctx context.Context, tx *store.Tx) error {
		var r repeat
		err := tx.NewRaw("SELECT operation, fingerprint, response FROM httpapi_repeat WHERE person = ? AND key = ?", person, key).Scan(ctx, &r)
		if err == nil {
			if r.Operation != operation || r.Fingerprint != print {
				return fail.Conflict("http.key-reused", "幂等键已用于另一请求", "this Idempotency-Key was used for another request")
			}
			out = new(O)
			return json.Unmarshal([]byte(r.Response), out)
		}
		if !store.IsNoRows(err) {
			return err
		}
		if out, err = h(ctx, tx, in); err != nil {
			return err
		}
		b, err := json.Marshal(out)
		if err != nil {
			return err
		}
		_, err = tx.NewRaw("INSERT INTO httpapi_repeat (person, key, operation, fingerprint, response, at) VALUES (?, ?, ?, ?, ?, ?)",
			person, key, operation, print, string(b), clock.Now(s.clock)).Exec(ctx)
		return err
	}
	err = s.db.Tx(ctx, attempt)
	if store.IsUnique(err) { // the same request came twice at once and the other one won: its answer stands now
		err = s.db.Tx(ctx, attempt)
	}
	return out, err
}

// waitForTurn is how long a write waits for its turn; then the caller is told to try again, before it gives up by itself.
const waitForTurn = 4 * time.Second

// writesAtOnce is how many writes may be under way: more than the database takes at once only wait inside it. On PostgreSQL a
// write may read beside its transaction, on a second connection of the same pool: with half of them for writes, none waits
// for a connection that only another waiting write could give back.
func writesAtOnce(db *store.DB) int {
	if db.Dialect() == store.Postgres {
		return store.Connections / 2
	}
	return 32
}

var busy = fail.Unavailable("http.busy", "系统繁忙，请稍后重试", "the server is busy; try again in a moment")

// takeTurn bounds how many writes are under way and how long one waits for its turn.
func (s *Server) takeTurn(ctx context.Context) error {
	t := s.clock.NewTimer(waitForTurn)
	defer t.Stop()
	select {
	case s.turns <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-t.Chan():
		return busy
	}
}

// fingerprint is the SM3 hash of an input.
func fingerprint(in any) (string, error) {
	b, err := json.Marshal(in)
	if err != nil {
		return "", fmt.Errorf("fingerprint: %w", err)
	}
	sum := sm3.Sum(b)
	return hex.EncodeToString(sum[:]), nil
}

// forget deletes answers that are older than RepeatFor.
func (s *Server) forget(ctx context.Context) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NewRaw("DELETE FROM httpapi_repeat WHERE at < ?", clock.At(s.clock.Now().Add(-RepeatFor))).Exec(ctx)
		return err
	})
}
