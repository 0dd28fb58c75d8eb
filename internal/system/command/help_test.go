package command_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/citytest"
)

func num(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// p2 is the moment of the i-th of two values that are a delay apart.
func p2(i int, delay float64) time.Duration {
	return time.Duration(float64(i) * (delay + 1) * float64(time.Second))
}

// teamOf is the team that a demo account leads.
func teamOf(t *testing.T, c *citytest.City, login string) string {
	t.Helper()
	p, err := c.Identity.ByLogin(context.Background(), login)
	require.NoError(t, err)
	for _, g := range p.Grants {
		if g.Department != "" {
			return g.Department
		}
	}
	t.Fatalf("%s leads no team", login)
	return ""
}
