{{from}}
{{packages}}
{{content}}
{{start}}
{{tail}}
