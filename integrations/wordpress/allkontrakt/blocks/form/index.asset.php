<?php
/**
 * What the block's script needs, as a build tool would have written it.
 *
 * @package Allkontrakt
 */

defined( 'ABSPATH' ) || exit;

return array(
	'dependencies' => array( 'wp-block-editor', 'wp-blocks', 'wp-components', 'wp-element', 'wp-server-side-render' ),
	'version'      => '1.0.0',
);
