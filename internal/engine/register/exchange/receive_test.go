package exchange

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/fail"
)

// TestANameThatTheContentBelies: a text that is named as a workbook was cut off or is something else, and is not read as CSV.
func TestANameThatTheContentBelies(t *testing.T) {
	w := open(t)
	content := table(enterprise(1))
	_, err := w.x.Receive(context.Background(), city, "enterprise", "企业.XLSX", bytes.NewReader(content))
	require.Equal(t, "exchange.no-workbook", fail.As(err).Code)
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
	require.Equal(t, "csv", w.receive(city, "enterprise", "企业.xls", content).Format, "offices name texts so, and Excel opens them")
}
