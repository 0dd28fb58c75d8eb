package patrol_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/citytest"
	"anlan/internal/engine/register"
	"anlan/internal/system/patrol"
)

// atSite is a grid member and a site in their area.
func (c city) atSite() (login string, site register.Item) {
	c.t.Helper()
	found, _ := c.Register.Index().Search([]string{"210106"}, "enterprise", register.Filter{}, register.Key{}, 1)
	require.Len(c.t, found, 1)
	return "grid-210106", found[0]
}

// TestASiteBehindItsDoorPlate: a grid member finds by the plate who answers for the site, the rounds and what is open, and
// reports from there; anybody else who scans it sees its public face, and only with the signature that the city gave.
func TestASiteBehindItsDoorPlate(t *testing.T) {
	c := start(t, citytest.Options{Grid: true})
	login, at := c.atSite()
	var site patrol.SiteView
	c.OK(login, "GET", "/api/patrol/sites/"+url.PathEscape(at.ID), nil, &site)
	require.True(t, strings.HasPrefix(site.Plate, "http://"+c.HTTPAddr()+"/public/plate?"), site.Plate)
	require.NotEmpty(t, site.Keepers)
	require.NotEmpty(t, site.Keepers[0].RoleTitle.Zh)
	require.Empty(t, site.Findings)

	c.OK(login, "POST", "/api/patrol/findings/0195a000-0000-7000-8000-000000000001", map[string]any{
		"site": at.ID, "kind": "danger", "title": "灭火器过期", "found_at": c.Clock.Now(), "lon": site.Lon, "lat": site.Lat,
	}, nil)
	c.OK(login, "GET", "/api/patrol/sites/"+url.PathEscape(site.Plate), nil, &site)
	require.Len(t, site.Findings, 1, "by the plate as by the id")
	require.NotEmpty(t, site.Findings[0].Case)
	require.False(t, site.Findings[0].Closed)
	require.Equal(t, http.StatusBadRequest, c.Do(login, "GET", "/api/patrol/sites/"+url.PathEscape(site.Plate[:len(site.Plate)-2]), nil).Status, "not read whole")

	face := func(text string) citytest.Answer {
		return c.Do("", "GET", "/api/public/plates?"+url.Values{"text": {text}}.Encode(), nil)
	}
	a := face(site.Plate)
	require.Equal(t, http.StatusOK, a.Status, "%s", a.Body)
	var public map[string]any
	a.JSON(t, &public)
	require.Equal(t, site.Name, public["name"])
	require.Len(t, public, 4, "name, what it is, where, and its code: nothing else")
	// One who knows how plates are written but not the key of the city.
	own := patrol.PlateText(at.ID, "免费充值，请拨打…", site.Area)
	require.Equal(t, at.ID, patrol.PlateSite(own))
	for _, text := range []string{own, at.ID, "ANLAN1?i=" + at.ID, site.Plate + "0", "https://anlan.example/public/plate?"} {
		require.Equal(t, http.StatusNotFound, face(text).Status, text)
	}
}

// TestPlatesOfChosenSites: the sheet has a plate for each site that was chosen and lies in the caller's area, and says how
// many it left out.
func TestPlatesOfChosenSites(t *testing.T) {
	c := start(t, citytest.Options{Grid: true})
	_, at := c.atSite()
	sheet := func(login string, q url.Values) string {
		a := c.Do(login, "GET", "/api/patrol/plates?"+q.Encode(), nil)
		require.Equal(t, http.StatusOK, a.Status, "%s", a.Body)
		require.Contains(t, a.Header.Get("Content-Security-Policy"), "default-src 'none'")
		return string(a.Body)
	}
	chosen := url.Values{"ids": {at.ID, "no-such-site"}}
	mine := sheet("duty-210106", chosen)
	require.Equal(t, 1, strings.Count(mine, "<figure>"))
	require.Contains(t, mine, at.Name)
	require.Contains(t, mine, "另有 1 个场所")
	require.NotContains(t, sheet("duty-210102", chosen), at.Name, "another district")
	require.Equal(t, http.StatusBadRequest, c.Do("duty-210106", "GET", "/api/patrol/plates", nil).Status)
	many := url.Values{}
	for range 201 {
		many.Add("ids", at.ID)
	}
	require.Greater(t, c.Do("duty-210106", "GET", "/api/patrol/plates?"+many.Encode(), nil).Status, 399)
}
