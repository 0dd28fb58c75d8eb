package patrol_test

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/geo"
	"anlan/internal/citytest"
	"anlan/internal/system/patrol"
)

// TestCellsGoOutAndComeBack takes the cells of a community out in every format and system of coordinates and loads them
// into a draft: the same codes and names, the same borders, no gap and no overlap.
func TestCellsGoOutAndComeBack(t *testing.T) {
	c := start(t, citytest.Options{Grid: true})
	community := c.cells("", "210106")[0].Code[:12]
	load := func(d patrol.CellDraft, crs string, body string) citytest.Answer {
		q := url.Values{"crs": {crs}, "revision": {strconv.FormatInt(d.Revision, 10)}}
		return c.Do("duty-210106", "POST", "/api/patrol/drafts/"+d.ID+"/cells?"+q.Encode(), body, "Content-Type", "application/octet-stream")
	}
	d := c.draft("duty-210106", community, nil)
	was := d
	for _, s := range geo.Systems {
		for _, format := range []string{"geojson", "shapefile"} {
			q := url.Values{"area": {community}, "format": {format}, "crs": {string(s.Name)}}
			file := c.Do("duty-210106", "GET", "/api/patrol/cells/file?"+q.Encode(), nil)
			if format == "geojson" && s.Name != geo.WGS84 && s.Name != geo.CGCS2000 {
				require.Equal(t, http.StatusBadRequest, file.Status)
				continue
			}
			require.Equal(t, http.StatusOK, file.Status, "%s", file.Body)
			a := load(d, string(s.Name), string(file.Body))
			require.Equal(t, http.StatusOK, a.Status, "%s %s: %s", s.Name, format, a.Body)
			a.JSON(t, &d)
			require.Empty(t, d.Faults, "%s %s", s.Name, format)
			require.Len(t, d.Cells, len(was.Cells))
			for i, cell := range d.Cells {
				require.Equal(t, was.Cells[i].Code, cell.Code)
				require.Equal(t, was.Cells[i].Name, cell.Name)
				require.InDelta(t, was.Cells[i].Size, cell.Size, 1)
			}
		}
	}
	// What is no cell is told with its number; another's draft is out of reach; an old revision is refused.
	line := `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"LineString","coordinates":[[123.2,41.7],[123.3,41.8]]},"properties":{}}]}`
	a := load(d, "wgs84", line)
	require.Equal(t, http.StatusBadRequest, a.Status)
	require.Contains(t, string(a.Body), "1")
	require.Equal(t, http.StatusConflict, load(was, "wgs84", string(c.Do("duty-210106", "GET", "/api/patrol/cells/file?area="+community, nil).Body)).Status)
	for _, nothing := range []string{"", "PK\x03\x04", `{"type":"FeatureCollection","features":[]}`} {
		require.Equal(t, http.StatusBadRequest, load(d, "wgs84", nothing).Status, nothing)
	}
}
