package risk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/citytest"
	"anlan/internal/engine/register"
	"anlan/internal/model/grade"
	"anlan/internal/system/risk"
)

const (
	benchSites  = 5_000
	benchPoints = 40 // of each site
)

// BenchmarkRegrade makes the cut-offs of LEC stricter in a city of 5,000 sites with 40 risk points each, as the city's head does:
// points whose grade becomes graver have it, with a version of each, and the register has the level of each site. Beside it stand
// the bare statements that change as many rows and keep as many copies: go test ./internal/system/risk -run xxx -bench Regrade -benchtime 1x.
func BenchmarkRegrade(b *testing.B) {
	c := citytest.New(b, citytest.Options{})
	manySites(b, c)
	for b.Loop() {
		b.StopTimer()
		var was int64
		require.NoError(b, c.DB.Read().NewRaw("SELECT coalesce(max(version), 0) FROM risk_method WHERE id = 'lec'").Scan(context.Background(), &was))
		lower := int(10 * was)
		begun := time.Now()
		b.StartTimer()
		var set risk.MethodSet
		c.OK("head", "POST", "/api/risk/methods/lec", map[string]any{"version": was, "why": "市安委办〔2026〕1 号", "bands": []any{
			map[string]any{"from": 200 - lower, "risk": "red"}, map[string]any{"from": 100 - lower, "risk": "orange"}, map[string]any{"from": 40 - lower/4, "risk": "yellow"}, map[string]any{"from": 0, "risk": "blue"},
		}}, &set)
		b.StopTimer()
		took := time.Since(begun)
		require.Positive(b, set.Regraded)
		b.ReportMetric(float64(set.Regraded), "regraded")
		b.ReportMetric(took.Seconds()/bare(b, c, set.Regraded).Seconds(), "×bare")
		b.StartTimer()
	}
}

// manySites puts sites with graded points into a city; the scores go through all combinations.
func manySites(b *testing.B, c *citytest.City) {
	b.Helper()
	ctx := context.Background()
	like, err := c.Register.Find(ctx, identity.Everywhere, firm)
	require.NoError(b, err)
	lec := grade.LEC()
	var all []grade.Working
	for _, l := range lec.Factors[0].Scores {
		for _, e := range lec.Factors[1].Scores {
			for _, x := range lec.Factors[2].Scores {
				w, err := grade.Assess(lec, grade.Input{Scores: scores{"L": l.Value(), "E": e.Value(), "C": x.Value()}})
				require.NoError(b, err)
				all = append(all, w)
			}
		}
	}
	by := journal.Actor{ID: "machine:bench", Name: "测量"}
	require.NoError(b, c.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		sites := make([]register.Element, benchSites)
		for i := range sites {
			sites[i] = like
			sites[i].ID, sites[i].Version, sites[i].Name = fmt.Sprintf("bench-%05d", i), 0, fmt.Sprintf("测量企业 %d", i)
		}
		if _, err := c.Register.Bring(ctx, tx, by, identity.Everywhere, "bench", like.Area, sites); err != nil {
			return err
		}
		for i, site := range sites {
			marks, args := []string{}, []any{}
			for k := range benchPoints {
				w := all[(i*benchPoints+k*37)%len(all)]
				marks = append(marks, "(?, ?, ?, ?, 'chemical', '装置', ?, '', 'facility', '{}', 'lec', 0, ?, '', ?, ?, ?, ?, '2026-01-01', '2027-01-01', '', ?, 1, ?, ?, ?, '测量')")
				args = append(args, fmt.Sprintf("bench-%05d-%02d", i, k), site.ID, site.Name, site.Area, fmt.Sprintf("风险点 %d", k), inOrder(w), w.Product, w.Risk, w.Risk, w.Risk.Rank(), false, clock.Now(c.Clock), by.ID, by.Name)
			}
			if _, err := tx.NewRaw("INSERT INTO risk_point (id, enterprise, enterprise_name, area, sector, unit, name, place, kind, content, method, method_version, scores, direct, result, by_scores, risk, rank, graded_on, due_on, cause, removed, version, at, by_id, by_name, why) VALUES "+strings.Join(marks, ", "), args...).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	}))
}

// inOrder are the scores of a working as a point keeps them.
func inOrder(w grade.Working) string {
	var out []string
	for _, t := range w.Terms {
		out = append(out, fmt.Sprintf("%s=%v", t.Symbol, t.Score.Value()))
	}
	return strings.Join(out, " ")
}

// errBack takes back what was only measured.
var errBack = errors.New("taken back")

// bare is how long the database takes to change as many points and to copy them, with no rule asked.
func bare(b *testing.B, c *citytest.City, rows int) time.Duration {
	b.Helper()
	begun := time.Now()
	require.ErrorIs(b, c.DB.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		for _, q := range []string{
			"UPDATE risk_point SET by_scores = risk, version = version + 1, why = '测量' WHERE id IN (SELECT id FROM risk_point WHERE id LIKE 'bench-%' LIMIT ?)",
			"INSERT INTO risk_version SELECT * FROM risk_point WHERE why = '测量' AND version > 1 LIMIT ?",
		} {
			if _, err := tx.NewRaw(q, rows).Exec(ctx); err != nil {
				return err
			}
		}
		return errBack
	}), errBack)
	return time.Since(begun)
}
