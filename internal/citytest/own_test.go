package citytest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/citytest"
)

// TestOwnSettingsAreKeptForOnePerson: what one keeps comes back to them alone, and two windows do not overwrite each other.
func TestOwnSettingsAreKeptForOnePerson(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	const path = "/api/settings/own/map-bookmarks"
	type own struct {
		Value    any
		Revision int64
	}
	var o own
	c.OK("duty", "GET", path, nil, &o)
	require.Equal(t, own{nil, 0}, o)
	c.OK("duty", "PUT", path+"?revision=0", `{"value":[{"name":"化工园区"}]}`, &o)
	require.EqualValues(t, 1, o.Revision)

	second := c.Do("duty", "PUT", path+"?revision=0", `{"value":[]}`)
	require.Equal(t, http.StatusConflict, second.Status)
	require.Contains(t, string(second.Body), "另一个窗口")
	c.OK("duty", "PUT", path+"?revision=1", `{"value":[{"name":"化工园区"},{"name":"浑河"}]}`, &o)
	var again own
	c.OK("duty", "GET", path, nil, &again)
	require.EqualValues(t, 2, again.Revision)
	require.Equal(t, []any{map[string]any{"name": "化工园区"}, map[string]any{"name": "浑河"}}, again.Value)

	for _, login := range []string{"commander", "duty-210106", "admin"} {
		c.OK(login, "GET", path, nil, &o)
		require.Equal(t, own{nil, 0}, o, login)
	}
	require.Equal(t, http.StatusUnauthorized, c.Do("", "GET", path, nil).Status)
	require.Equal(t, http.StatusNotFound, c.Do("duty", "PUT", "/api/settings/own/anything?revision=0", `{"value":1}`).Status)
	require.Equal(t, http.StatusNotFound, c.Do("duty", "GET", "/api/settings/own/anything", nil).Status)
	large := c.Do("duty", "PUT", path+"?revision=2", `{"value":"`+strings.Repeat("a", 64<<10)+`"}`)
	require.Equal(t, http.StatusBadRequest, large.Status)
	require.Contains(t, string(large.Body), "64 KB")
}
