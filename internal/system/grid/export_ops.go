package grid

import (
	"context"
	"io"

	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/journal"
	"anlan/internal/engine/register"
	"anlan/internal/engine/register/exchange"
)

// exportInput has the filters of the list of elements: the two must not part.
type exportInput struct {
	Kind   string        `query:"kind" required:"true" minLength:"1" maxLength:"40"`
	Q      string        `query:"q" maxLength:"100" doc:"words to find"`
	Area   string        `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
	Risk   register.Risk `query:"risk" enum:",red,orange,yellow,blue"`
	Parent string        `query:"parent" maxLength:"64" doc:"id of the element above"`
	Where  []string      `query:"where,explode" maxItems:"12" doc:"as in lists of elements"`
	At     string        `query:"at" maxLength:"40" doc:"as it was known then, RFC 3339"`
	Format string        `query:"format" enum:"xlsx,csv,geojson,shapefile" default:"xlsx"`
	System geo.System    `query:"crs" maxLength:"20" default:"wgs84" doc:"system of coordinates: wgs84, cgcs2000, gcj02, bd09, gk3-123 or gk3-zone; GeoJSON is always WGS 84"`
	// A browser that saves a file by a link cannot say its language in a header.
	Language string `query:"language" enum:",zh,en" doc:"of titles and choices; that of the request when empty"`
}

var endings = map[string][2]string{
	"xlsx": {".xlsx", xlsxType}, "csv": {".csv", "text/csv; charset=utf-8"}, "geojson": {".geojson", "application/geo+json"}, "shapefile": {".zip", "application/zip"},
}

func (s *System) export(ctx context.Context, in *exportInput) (httpapi.File, func(context.Context, io.Writer) error, error) {
	if err := s.kind(in.Kind); err != nil {
		return httpapi.File{}, nil, err
	}
	by := httpapi.SubjectOf(ctx)
	query, err := s.query(&listInput{List: httpapi.List{Q: in.Q, Area: in.Area}, Kind: in.Kind, Risk: in.Risk, Parent: in.Parent, Where: in.Where, At: in.At})
	if err != nil {
		return httpapi.File{}, nil, err
	}
	o := exchange.Order{
		By: journal.Actor{ID: by.ID, Name: by.Name}, Clear: by.Scope(put), Query: query, Where: in.Where, Format: in.Format, System: in.System, Language: in.Language,
	}
	for _, area := range by.Scope(exports) { // what is both seen and may be taken out
		o.Sight = append(o.Sight, by.Scope(read).Within(area)...)
	}
	if o.Language == "" {
		o.Language = languageOf(ctx)
	}
	write, err := s.Exchange.Export(ctx, o)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	k, err := s.Register.Kinds().Find(in.Kind)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	e := endings[in.Format]
	return httpapi.File{Name: k.Title.In(o.Language) + e[0], Type: e[1]}, write, nil
}
