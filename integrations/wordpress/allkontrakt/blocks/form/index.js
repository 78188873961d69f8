/* The block in the editor: three choices, and what PHP makes of them. Plain JavaScript, as there is nothing here to build. */
( function ( wp, words ) {
	var el = wp.element.createElement;

	function choice( props, name ) {
		return el( wp.components.SelectControl, {
			key: name,
			label: words[ name ],
			value: props.attributes[ name ],
			options: words.choices[ name ],
			onChange: function ( value ) {
				var changed = {};
				changed[ name ] = value;
				props.setAttributes( changed );
			},
		} );
	}

	wp.blocks.registerBlockType( 'allkontrakt/form', {
		edit: function ( props ) {
			return el(
				'div',
				wp.blockEditor.useBlockProps(),
				el(
					wp.blockEditor.InspectorControls,
					null,
					el(
						wp.components.PanelBody,
						{ title: words.panel },
						[ 'service', 'language', 'theme' ].map( function ( name ) {
							return choice( props, name );
						} )
					)
				),
				el( wp.serverSideRender, {
					block: 'allkontrakt/form',
					attributes: props.attributes,
				} )
			);
		},
		save: function () {
			return null;
		},
	} );
} )( window.wp, window.allkontraktBlock );
