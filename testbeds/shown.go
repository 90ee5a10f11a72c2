package testbeds

import "context"

// PublishedNewest is [Needs.PublishedPage] with what was made last first.
func (n *Needs) PublishedNewest(ctx context.Context, after string, limit int) ([]PublicNeed, string, error) {
	shown, next, err := n.flow.ShowNewest(ctx, after, limit)
	if err != nil {
		return nil, "", err
	}
	page := make([]PublicNeed, len(shown))
	for i := range shown {
		page[i] = public(&shown[i])
	}
	return page, next, nil
}

// WasPublished reports whether the public has once seen a need: what is gone is told
// from what there never was. Without a need it is [store.ErrNotFound].
func (n *Needs) WasPublished(ctx context.Context, id string) (bool, error) {
	return n.flow.WasShown(ctx, id)
}
