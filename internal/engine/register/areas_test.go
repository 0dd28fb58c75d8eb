package register

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
)

func TestPlacesAreFoundDownToTheCell(t *testing.T) {
	a := fixture(t)
	for p, code := range map[geo.Point]string{
		{Lon: 123.04, Lat: 41.62}:  "210102001001001",
		{Lon: 123.06, Lat: 41.62}:  "210102001001002",
		{Lon: 123.99, Lat: 41.99}:  "210106002003002",
		{Lon: 123.501, Lat: 41.51}: "210106001001001",
		{Lon: 123.499, Lat: 41.51}: "210102001003002",
		{Lon: 125, Lat: 41.51}:     "",
	} {
		require.Equal(t, code, a.Locate(p), "%v", p)
	}
	require.Equal(t, "区210106 街道210106002 社区210106002003 第2网格", a.Name("210106002003002"))
	require.Equal(t, "某市", a.Name("2101"))
	require.Empty(t, a.Name("9999"))
}

func TestAreasAreListedOnTheWayToTheScope(t *testing.T) {
	a := fixture(t)
	codes := func(scope identity.Scope, parent string) []string {
		out := []string{}
		for _, v := range a.Below(scope, parent) {
			require.Nil(t, v.Outline)
			out = append(out, v.Code)
		}
		return out
	}
	require.Equal(t, []string{"2101"}, codes(identity.Scope{"210106002"}, ""))
	require.Equal(t, []string{"210106"}, codes(identity.Scope{"210106002"}, "2101"))
	require.Equal(t, []string{"210106002"}, codes(identity.Scope{"210106002"}, "210106"))
	require.Empty(t, codes(identity.Scope{"210106002"}, "210102"))
	require.Empty(t, codes(identity.Scope{}, ""))
	require.Equal(t, []string{"210102", "210106"}, codes(identity.Everywhere, "2101"))
}

func TestOutlinesBecomeTiles(t *testing.T) {
	a := fixture(t)
	require.Len(t, a.At(District), 2)
	mvt, ok := a.Tile(District, geo.TileAt(geo.Point{Lon: 123.5, Lat: 41.75}, 8))
	require.True(t, ok)
	require.Contains(t, string(mvt), "210102")
	require.Contains(t, string(mvt), "210106")
	_, ok = a.Tile(District, geo.Tile{Z: 1, X: 2})
	require.False(t, ok)
	_, err := NewAreas([]Area{{Code: "2101", Level: City, Outline: json.RawMessage(`{"type":"Point"}`)}})
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
}
