package grid

import (
	"context"
	"encoding/json"

	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/engine/register"
)

type shapesInput struct {
	Kind string `query:"kind" required:"true" minLength:"1" maxLength:"40"`
	BBox string `query:"bbox" maxLength:"200" doc:"west,south,east,north in degrees; the whole city when left out"`
	Area string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
}

// ShapeFeatures are lines and areas as a GeoJSON FeatureCollection.
type ShapeFeatures struct {
	Type     string         `json:"type" enum:"FeatureCollection"`
	Features []ShapeFeature `json:"features" nullable:"false"`
	More     bool           `json:"more" doc:"there are more than an answer holds; ask for a smaller box"`
}

// ShapeFeature is the shape of one element.
type ShapeFeature struct {
	Type       string          `json:"type" enum:"Feature"`
	ID         string          `json:"id"`
	Geometry   json.RawMessage `json:"geometry"`
	Properties ShapeProperties `json:"properties"`
}

// ShapeProperties are what the map draws by.
type ShapeProperties struct {
	ID   string        `json:"id"`
	Name string        `json:"name"`
	Risk register.Risk `json:"risk" enum:",red,orange,yellow,blue"`
}

func (s *System) shapes(ctx context.Context, in *shapesInput) (*httpapi.Body[ShapeFeatures], error) {
	if err := s.kind(in.Kind); err != nil {
		return nil, err
	}
	box := geo.China
	if in.BBox != "" {
		var err error
		if box, _, err = (&Within{BBox: in.BBox}).bounds(); err != nil {
			return nil, err
		}
	}
	found, more, err := s.Register.Shapes(ctx, scope(ctx).Within(in.Area), in.Kind, box)
	if err != nil {
		return nil, err
	}
	out := ShapeFeatures{Type: "FeatureCollection", Features: []ShapeFeature{}, More: more}
	for _, e := range found {
		out.Features = append(out.Features, ShapeFeature{"Feature", e.ID, e.Shape, ShapeProperties{e.ID, e.Name, e.Risk}})
	}
	return httpapi.OK(out), nil
}
