package grid

import (
	"context"
	"strconv"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/engine/register"
)

type tileInput struct {
	Layer string        `path:"layer" maxLength:"40" doc:"name of a kind"`
	Z     int           `path:"z" minimum:"0" maximum:"22"`
	X     int64         `path:"x" minimum:"0" maximum:"4194303"`
	Y     string        `path:"y" pattern:"^[0-9]{1,7}\\.mvt$" doc:"row from the north, then .mvt"`
	Risk  register.Risk `query:"risk" enum:",red,orange,yellow,blue"`
	Area  string        `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
	Where []string      `query:"where,explode" maxItems:"12" doc:"attributes, as in lists of elements"`
	Match string        `header:"If-None-Match"`
}

// tile must be asked about again each time it is shown (no-cache), since elements change and the next person at the same
// browser may see less; an unchanged one costs no body.
func (s *System) tile(ctx context.Context, in *tileInput) (*httpapi.Tagged, error) {
	k, err := s.Register.Kinds().Find(in.Layer)
	if err != nil {
		return nil, err
	}
	filter := register.Filter{Area: in.Area, Risk: in.Risk}
	if filter.Where, err = k.ParseWhere(in.Where); err != nil {
		return nil, err
	}
	y, err := strconv.ParseUint(strings.TrimSuffix(in.Y, ".mvt"), 10, 32)
	if err != nil {
		return nil, errTile.Because(err)
	}
	drawn, ok := s.Register.Index().Tile(scope(ctx), in.Layer, geo.Tile{Z: uint8(in.Z), X: uint32(in.X), Y: uint32(y)}, filter)
	if !ok {
		return nil, errTile
	}
	return httpapi.TagPacked(ctx, in.Match, "application/vnd.mapbox-vector-tile", "private, no-cache", drawn)
}

var errTile = fail.Invalid("grid.tile", "没有这张瓦片", "there is no such tile").At("y")
