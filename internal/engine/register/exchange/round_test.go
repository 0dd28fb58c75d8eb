package exchange

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/form"
	"anlan/internal/base/geo"
	"anlan/internal/base/journal"
	"anlan/internal/base/sheet"
	"anlan/internal/engine/register"
)

func TestPlacesComeInEverySystem(t *testing.T) {
	for _, s := range geo.Systems {
		w := open(t)
		x, y := s.Name.FromWGS84(geo.Point{Lon: 123.2, Lat: 41.75})
		row := fmt.Sprintf("甲,%s,C2614,大型,5,是,,%v,%v", credit(1), x, y)
		w.imported(city, "enterprise", table(row), func(p *Plan) { p.System = s.Name })
		e := w.elements("enterprise")[0]
		require.InDelta(t, 123.2, e.Lon, 2e-8)
		require.InDelta(t, 41.75, e.Lat, 2e-8)
	}
}

// patterned are codes that must be given, by how they must look.
var patterned = map[string]string{"^3[0-9]{19}$": "30000000000000000001", "^[0-9A-F]{8,10}$": "20700150", "^[0-9A-Z]{5,6}$": "54342", "^[A-Z0-9]{3,6}$": "SNY"}

// sampleOf is a row of a kind made of the examples of its template.
func sampleOf(k register.Kind) (head, row []any) {
	for _, c := range Columns(k) {
		v := c.example("zh")
		switch {
		case c.Name == "id":
			v = "sample-" + k.Name
		case c.Name == "attrs.channel":
			v = "21010200001320000001"
		case patterned[c.Pattern] != "":
			v = patterned[c.Pattern]
		case c.Name == "lon":
			v = "123.2345678"
		case c.Type == form.Records:
			other := strings.Replace(v, "文字", "文字2", 1)
			if other == v {
				other = strings.Replace(v, "|", "2|", 1)
			}
			v += "\n" + other
		case c.Type == form.Text && c.attr() != "" && v == "文字":
			v = "=1+1;甲|乙"
			if c.Max == nil || *c.Max > 14 {
				v = "=1+1，“文字”;甲|乙"
			}
		}
		head, row = append(head, c.heading("zh")), append(row, v)
	}
	return head, row
}

// TestEveryKindGoesOutAndComesBack is for kinds that nobody has thought of yet, too: what the struct declares is enough.
func TestEveryKindGoesOutAndComesBack(t *testing.T) {
	ctx, w := context.Background(), open(t)
	for _, k := range w.register.Kinds().All() {
		t.Run(k.Name, func(t *testing.T) {
			var file bytes.Buffer
			out := sheet.NewCSV(&file)
			head, row := sampleOf(k)
			require.NoError(t, out.Write(head))
			require.NoError(t, out.Write(row))
			require.NoError(t, out.Close())
			j := w.checked(city, k.Name, file.Bytes())
			require.Empty(t, w.faults(city, j.ID))
			j = w.imported(city, k.Name, file.Bytes())
			require.Equal(t, Counts{Rows: 1, New: 1}, j.Counts)
			for _, format := range []string{"xlsx", "csv", "geojson", "shapefile"} {
				for _, language := range []string{"zh", "en"} {
					var b bytes.Buffer
					write, err := w.x.Export(ctx, Order{By: journal.Actor{ID: "t"}, Sight: city.Put, Clear: city.Put, Query: register.Query{Kind: k.Name}, Format: format, System: geo.CGCS2000, Language: language})
					require.NoError(t, err)
					require.NoError(t, write(ctx, &b))
					j := w.checked(city, k.Name, b.Bytes(), func(p *Plan) { p.Key = "id" })
					require.Empty(t, w.faults(city, j.ID), "%s %s", format, language)
					require.Equal(t, Counts{Rows: 1, Same: 1}, j.Expected, "%s %s: %v", format, language, j.Plan)
				}
			}
			var tpl bytes.Buffer
			require.NoError(t, Template(k, "zh", &tpl))
			require.Len(t, read(t, tpl.Bytes()), 1, "a template holds nothing but titles")
			again := w.receive(city, k.Name, "模板.xlsx", tpl.Bytes())
			require.NotContains(t, again.Plan.Columns, "", "every title of a template is known")
		})
	}
}
